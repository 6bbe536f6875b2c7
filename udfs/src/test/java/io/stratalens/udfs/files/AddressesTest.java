package io.stratalens.udfs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "s3a://AKIA:hunter2@bucket/x, s3a://...@bucket/x.",
    "s3a://AKIA:hunter2@my_bucket/x, s3a://...@my_bucket/x.",
    "s3a://AKIA:hunter2/and/more@bucket/x, s3a://...@bucket/x.",
    "s3a://AKIA:12/hunter2@bucket/x, s3a://...@bucket/x.",
    "s3a://AKIA:hunter2@and@bucket/x, s3a://...@bucket/x.",
    "s3a://AKIA%3Ahunter2@bucket, s3a://...@bucket.",
    "s3a:/AKIA:hunter2@bucket/x, s3a://...@bucket/x.",
    "abfss://container@account:hunter2@host/x, abfss://...@host/x.",
    "hdfs://me:8020hunter2@host:8020/x@main, hdfs://...@main."
  })
  void aPasswordIsRefusedAndNotRepeated(String address, String shown) {
    assertThatThrownBy(() -> Addresses.withoutPassword(address))
        .isInstanceOf(StratalensException.class)
        .hasMessageContainingAll("holds a password: ", shown)
        .hasMessageNotContainingAny("hunter2", "AKIA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://bucket/a:b@c",
        "s3a://AKIA@bucket/x",
        "hdfs://host:8020/models/name@main",
        "hdfs://[::1]:8020/models/name@main",
        "abfss://container@account.dfs.core.windows.net/x",
        "abfss://container@account.dfs.core.windows.net:443/x@main",
        "file:///data/a:b@c",
        "file:/a:b@c",
        "file://C:/Users/me@corp/x",
        "org/name@main",
        "data/a:b@c.jsonl",
        "default.questions"
      })
  void whatHasNoPasswordIsTakenAsItIs(String given) {
    assertThat(Addresses.withoutPassword(given)).isSameAs(given);
  }
}
