package io.stratalens.workers.tokens;

/** The names of ids that nothing names. */
record UnnamedTokens() implements TokenNames {
  @Override
  public int size() {
    return 0;
  }

  @Override
  public String token(int id) {
    return name(id);
  }

  @Override
  public String readable(int id) {
    return name(id);
  }

  static String name(int id) {
    return "<id " + id + ">";
  }
}
