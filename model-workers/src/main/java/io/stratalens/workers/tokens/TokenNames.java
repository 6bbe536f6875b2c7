package io.stratalens.workers.tokens;

/** What a token is called where people read it. */
public interface TokenNames {
  /** The token's text, made readable. */
  String readable(int id);
}
