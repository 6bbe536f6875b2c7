/** Stored values: float32, float16 and bfloat16 as bytes. */
package io.stratalens.udfs.vector;
