package io.stratalens.jobs.capture;

import io.stratalens.jobs.prompts.TokenisedPrompt;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A chunk and its prompts, as every task of a wave is given them. */
record WaveChunk(int number, ArrayList<TokenisedPrompt> prompts) implements Serializable {
  static WaveChunk of(int number, List<TokenisedPrompt> prompts) {
    return new WaveChunk(number, new ArrayList<>(prompts));
  }
}
