package io.stratalens.workers.cluster;

/** Takes a stage's failure to the driver. */
interface StageReporter {
  void failed(int epoch, StageFailure failure);
}
