package io.stratalens.jobs.bench;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Memory that this process has freed but holds back. */
final class FreedMemory {
  private FreedMemory() {}

  /**
   * Gives it to the system, so that what is allocated next counts as growth. A JVM that cannot do
   * so goes on: its growth is told too small, never too large.
   */
  static void giveBack() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "systemTrimNativeHeap",
              null,
              null);
    } catch (JMException e) {
      // Not every JVM has this command.
    }
  }
}
