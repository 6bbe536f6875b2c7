package io.stratalens.udfs.sql;

/** What a function takes; a vector may be two arguments, its bytes and its dtype, or an array. */
enum Parameter {
  VECTOR,
  NUMBER,
  FLAG,
  TEXT
}
