package io.stratalens.workers.cluster;

import io.stratalens.udfs.error.StratalensException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/**
 * A work order as the driver answers with it: bytes. An executor reads answers with the class
 * loader of Spark itself, which does not know the classes of an application's jar.
 */
final class PackedOrder {
  private PackedOrder() {}

  static byte[] pack(WorkOrder order) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(order);
    } catch (IOException e) {
      throw StratalensException.failed(e, "Cannot write a work order because %s", e.getMessage());
    }
    return bytes.toByteArray();
  }

  static WorkOrder unpack(byte[] bytes) {
    try (ObjectInputStream in = new OwnClasses(new ByteArrayInputStream(bytes))) {
      return (WorkOrder) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw StratalensException.failed(e, "Cannot read a work order because %s", e.getMessage());
    }
  }

  private static final class OwnClasses extends ObjectInputStream {
    OwnClasses(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
      return Class.forName(type.getName(), false, PackedOrder.class.getClassLoader());
    }
  }
}
