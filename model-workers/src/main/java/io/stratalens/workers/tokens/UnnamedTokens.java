package io.stratalens.workers.tokens;

/** The names of ids that nothing names. */
record UnnamedTokens() implements TokenNames {
  @Override
  public String readable(int id) {
    return name(id);
  }

  static String name(int id) {
    return "<id " + id + ">";
  }
}
