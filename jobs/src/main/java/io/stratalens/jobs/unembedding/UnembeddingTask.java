package io.stratalens.jobs.unembedding;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.checkpoint.TensorInfo;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.model.ModelTensors;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Reads blocks of consecutive rows of the unembedding where every executor finds the checkpoint.
 *
 * @param modelFolder the checkpoint, as {@link Models#folder} finds it
 * @param tensor the unembedding, which is the embedding where the two are tied
 * @param vocabulary its rows
 * @param blockRows rows of a block
 */
record UnembeddingTask(
    String modelFolder, String modelHash, String tensor, long vocabulary, long blockRows)
    implements MapPartitionsFunction<Long, Row> {
  private static final long BLOCK_BYTES = 16L << 20;

  static UnembeddingTask of(ModelFacts model) {
    String tensor = model.config().tied() ? ModelTensors.EMBEDDING : ModelTensors.HEAD;
    try (Checkpoint checkpoint = Checkpoint.open(model.folder())) {
      TensorInfo stored = checkpoint.tensor(tensor);
      long rows = Math.max(1, BLOCK_BYTES / stored.rowBytes());
      return new UnembeddingTask(
          model.location().pinned(), model.modelHash(), tensor, stored.rows(), rows);
    }
  }

  long blocks() {
    return (vocabulary + blockRows - 1) / blockRows;
  }

  @Override
  public Iterator<Row> call(Iterator<Long> blocks) {
    Path folder = Models.ofProcess().folder(modelFolder);
    Checkpoint checkpoint = Checkpoint.open(folder); // holds no file open
    TokenNames names = TokenNames.of(folder);
    Iterable<Long> all = () -> blocks;
    return StreamSupport.stream(all.spliterator(), false)
        .flatMap(block -> rows(checkpoint, names, block * blockRows))
        .iterator();
  }

  private Stream<Row> rows(Checkpoint checkpoint, TokenNames names, long first) {
    long count = Math.min(blockRows, vocabulary - first);
    TensorInfo stored = checkpoint.tensor(tensor);
    String dtype = stored.type().vectorType().label();
    ByteBuffer buffer = checkpoint.rows(tensor, first, count);
    return LongStream.range(first, first + count)
        .mapToObj(
            row -> {
              byte[] vector = new byte[(int) stored.rowBytes()];
              buffer.get(vector);
              int id = (int) row;
              return RowFactory.create(modelHash, id, names.readable(id), dtype, vector);
            });
  }
}
