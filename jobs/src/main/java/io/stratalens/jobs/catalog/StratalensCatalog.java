package io.stratalens.jobs.catalog;

import io.stratalens.udfs.sql.VectorFunctions;
import java.util.Locale;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The functions under a name of their own, {@code stratalens.vec_norm(v, dtype)}, in sessions with
 * the setting {@code spark.sql.catalog.stratalens} = this class.
 */
public final class StratalensCatalog implements FunctionCatalog {
  private String name;

  @Override
  public void initialize(String catalog, CaseInsensitiveStringMap options) {
    name = catalog;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length > 0) {
      throw new NoSuchNamespaceException(namespace);
    }
    return VectorFunctions.all().stream()
        .map(function -> Identifier.of(namespace, function.name()))
        .toArray(Identifier[]::new);
  }

  @Override
  public UnboundFunction loadFunction(Identifier function) throws NoSuchFunctionException {
    if (function.namespace().length > 0) {
      throw new NoSuchFunctionException(function);
    }
    return VectorFunctions.named(function.name().toLowerCase(Locale.ROOT))
        .orElseThrow(() -> new NoSuchFunctionException(function));
  }
}
