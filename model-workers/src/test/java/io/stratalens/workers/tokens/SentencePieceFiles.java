package io.stratalens.workers.tokens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tokenizer.json of the Llama 2 and Mistral kind: SentencePiece's spelling with byte tokens. */
final class SentencePieceFiles {
  private SentencePieceFiles() {}

  static void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(TokenNames.FILE),
        """
        {"version": "1.0", "truncation": null, "padding": null,
         "added_tokens": [
           {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true},
           {"id": 1, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true},
           {"id": 40, "content": "<tool\u2581call>", "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": true}],
         "normalizer": {"type": "Sequence", "normalizers": [
           {"type": "Prepend", "prepend": "\u2581"},
           {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]},
         "pre_tokenizer": null,
         "post_processor": {"type": "TemplateProcessing",
           "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                      {"Sequence": {"id": "A", "type_id": 0}}],
           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
         "decoder": {"type": "Sequence", "decoders": [
           {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
           {"type": "ByteFallback"}, {"type": "Fuse"},
           {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
         "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
           "vocab": {"<unk>": 0, "<s>": 1, "<0x0A>": 3, "<0xC3>": 4, "<0xA9>": 5, "\u2581": 6,
                     "a": 7, "b": 8, "ab": 9, "\u2581ab": 10},
           "merges": [["a", "b"], ["\u2581", "ab"]]}}
        """);
  }
}
