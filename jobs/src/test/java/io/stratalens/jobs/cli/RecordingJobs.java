package io.stratalens.jobs.cli;

import java.util.ArrayList;
import java.util.List;

/** Keeps the requests that arrive and does what the test says in place of the work. */
final class RecordingJobs implements Jobs {
  /** The work of a job. */
  interface Work {
    boolean run(JobContext context);
  }

  private final Work work;
  private final List<Object> requests = new ArrayList<>();

  RecordingJobs(Work work) {
    this.work = work;
  }

  List<Object> requests() {
    return requests;
  }

  private boolean record(Object request, JobContext context) {
    requests.add(request);
    return work.run(context);
  }

  @Override
  public void capture(CaptureRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void generate(GenerateRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchBaseline(BenchBaselineRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchCapture(BenchCaptureRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchSweep(BenchSweepRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchChunk(BenchChunkRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void lens(LensRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void sweep(SweepRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void vectors(VectorsRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void unembedding(UnembeddingRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchFunctions(BenchFunctionsRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void report(ReportRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void sql(SqlRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void maintain(MaintainRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public int serve(ServeRequest request, JobContext context) {
    return record(request, context) ? 0 : 1;
  }

  @Override
  public boolean parity(ParityRequest request, JobContext context) {
    return record(request, context);
  }

  @Override
  public void plan(PlanRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchForward(BenchForwardRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchGrowth(BenchGrowthRequest request, JobContext context) {
    record(request, context);
  }

  @Override
  public void benchPipeline(BenchPipelineRequest request, JobContext context) {
    record(request, context);
  }
}
