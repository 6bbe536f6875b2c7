package io.stratalens.workers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every refusal of input has in common. */
public final class Refusals {
  private Refusals() {}

  /** Holds that a call is refused as invalid input in one line that names all the culprits. */
  public static void assertRefused(ThrowingCallable call, String... culprits) {
    assertThatThrownBy(call)
        .isInstanceOf(StratalensException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageEndingWith(".")
        .hasMessageNotContaining("\n")
        .hasMessageContainingAll(culprits)
        .extracting(error -> ((StratalensException) error).category())
        .isEqualTo(ErrorCategory.INVALID_INPUT);
  }
}
