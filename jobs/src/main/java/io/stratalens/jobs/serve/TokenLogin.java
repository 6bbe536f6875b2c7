package io.stratalens.jobs.serve;

import io.stratalens.udfs.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.security.sasl.AuthenticationException;
import org.apache.hive.service.auth.PasswdAuthenticationProvider;
import org.apache.spark.SparkEnv;

/**
 * Lets in JDBC clients whose password is the token of the Connect server, whatever their name. The
 * Thrift server makes one by its name for every login.
 */
final class TokenLogin implements PasswdAuthenticationProvider {
  @Override
  public void Authenticate(String user, String password) throws AuthenticationException {
    String token = SparkEnv.get().conf().get(Settings.CONNECT_TOKEN.key());
    // In a time that does not tell how much of it was right.
    if (!MessageDigest.isEqual(bytes(token), bytes(password))) {
      throw new AuthenticationException("The password is not the token of this server");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
