package io.stratalens.workers.cluster;

import java.io.Serializable;

/** Where the data port is that takes frames for a stage of a pipeline. */
public record StageAddress(int replica, int stage, String host, int port) implements Serializable {}
