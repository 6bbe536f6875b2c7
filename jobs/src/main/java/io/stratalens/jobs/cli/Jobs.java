package io.stratalens.jobs.cli;

/** What the commands start: the seam between options and work. */
interface Jobs {
  /** Prompts through the model into the tables. */
  void capture(CaptureRequest request, JobContext context);

  /** Texts that go on from prompts, into the tables and on standard output. */
  void generate(GenerateRequest request, JobContext context);

  /** The lens of a stored run. */
  void lens(LensRequest request, JobContext context);

  /** Steering vectors, into the tables and on standard output. */
  void vectors(VectorsRequest request, JobContext context);

  /** Propensities and steerability into the tables, mean slopes on standard output. */
  void sweep(SweepRequest request, JobContext context);

  /** The vectors of a model's vocabulary, into the tables; the model's hash on standard output. */
  void unembedding(UnembeddingRequest request, JobContext context);

  /** One HTML file of a run. */
  void report(ReportRequest request, JobContext context);

  /** The upkeep of the tables, and what became of each on standard output. */
  void maintain(MaintainRequest request, JobContext context);

  /** The rows of a query on standard output. */
  void sql(SqlRequest request, JobContext context);

  /** Serves the warehouse until a signal comes; the exit code. */
  int serve(ServeRequest request, JobContext context);

  /** The comparison with a reference on standard output; whether everything agreed. */
  boolean parity(ParityRequest request, JobContext context);

  /** The sizes of a capture on standard output; no session is needed. */
  void plan(PlanRequest request, JobContext context);

  /** Ways of looking inside a model while it generates, compared on standard output. */
  void benchBaseline(BenchBaselineRequest request, JobContext context);

  /** What keeping vectors costs while decoding and while reading prompts, on standard output. */
  void benchCapture(BenchCaptureRequest request, JobContext context);

  /** The cost of an empty chunk on standard output. */
  void benchChunk(BenchChunkRequest request, JobContext context);

  /** The throughput of the forward pass on standard output. */
  void benchForward(BenchForwardRequest request, JobContext context);

  /** The speed of SQL functions on standard output. */
  void benchFunctions(BenchFunctionsRequest request, JobContext context);

  /** How cost grows, beside what bounds it, on standard output; no session is needed. */
  void benchGrowth(BenchGrowthRequest request, JobContext context);

  /** What a pipeline costs on this machine, on standard output. */
  void benchPipeline(BenchPipelineRequest request, JobContext context);

  /** What a sweep costs with prefixes shared and without, on standard output. */
  void benchSweep(BenchSweepRequest request, JobContext context);
}
