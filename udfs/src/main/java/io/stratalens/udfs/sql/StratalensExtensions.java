package io.stratalens.udfs.sql;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.V2ExpressionUtils;
import org.apache.spark.sql.catalyst.expressions.aggregate.V2Aggregator;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Puts the functions by their bare names into every session of a process that has this class on its
 * class path: Spark finds it by its entry in META-INF/services.
 */
public final class StratalensExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit>
    implements SparkSessionExtensionsProvider {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    VectorFunctions.vectorFunctions()
        .forEach(
            function ->
                extensions.injectFunction(
                    new Tuple3<>(
                        new FunctionIdentifier(function.name()),
                        function.text().info(),
                        new Builder(function))));
    return BoxedUnit.UNIT;
  }

  /** Makes the expressions that Spark makes of the same functions in a catalog. */
  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    private final VectorFunction function;

    Builder(VectorFunction function) {
      this.function = function;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      BoundFunction bound = function.bind(types(CollectionConverters.asJava(arguments)));
      return bound instanceof AggregateFunction<?, ?> aggregate
          ? new V2Aggregator<>(aggregate, arguments, 0, 0)
          : V2ExpressionUtils.resolveScalarFunction((ScalarFunction<?>) bound, arguments);
    }

    private static StructType types(List<Expression> arguments) {
      StructType types = new StructType();
      for (int i = 0; i < arguments.size(); i++) {
        types = types.add("_" + i, arguments.get(i).dataType(), arguments.get(i).nullable());
      }
      return types;
    }
  }
}
