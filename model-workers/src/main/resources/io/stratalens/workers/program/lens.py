  # The logit lens.

  # Products with the unembedding and nothing else, which no lens can be faster than.
  def products(self: __torch__.Stage, rows: int, times: int) -> Tensor:
    x = torch.randn([rows, self.shape[1]], dtype=6, device=self.anchor[0].device)
    out = x
    for i in range(times):
      out = self.linear(x, self.head[1], torch.zeros([0], dtype=6))
    return torch.sum(torch.slice(out, 0, 0, 1))

  # Sums of the embedding and nothing else: how fast this machine reads so much memory.
  def reads(self: __torch__.Stage, times: int) -> Tensor:
    out = torch.zeros([1], dtype=6, device=self.anchor[0].device)
    for i in range(times):
      out = torch.add(out, torch.sum(self.embedding[0]))
    return out

  # What methods without a batched lens do: every slot's rows through norm and unembedding, [rows, V] each
  # in float32, and behind them the k likeliest ids of each slot's last row.
  def project(self: __torch__.Stage, kept: Tensor, k: int) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    likely = annotate(List[Tensor], [])
    for i in range(torch.size(kept, 0)):
      scores = self.logits(torch.select(kept, 0, i))
      last = torch.select(scores, 0, torch.size(scores, 0) - 1)
      top, ids = torch.topk(torch.softmax(last, -1), k)
      likely.append(ids)
      out.append(scores)
    out.append(torch.stack(likely))
    return out

  # The k largest of the last axis, falling, and their places. torch.topk makes pairs of a whole vocabulary
  # (2.2 ms for 64 rows of 49,152); the k largest stand in the k columns with the largest maxima (0.35 ms).
  def top(self: __torch__.Stage, x: Tensor, k: int) -> Tuple[Tensor, Tensor]:
    columns = torch.size(x, -1) // 64
    if columns < 8 * k:
      values, places = torch.topk(x, k)
      return (values, places)
    whole = torch.size(x)
    folded = torch.unflatten(torch.slice(x, -1, 0, 64 * columns), -1, [64, columns])
    best = torch.topk(torch.amax(folded, [-2]), k)[1]
    offsets = torch.mul(torch.arange(64, dtype=4, device=x.device), columns)
    candidates = torch.flatten(torch.unsqueeze(best, -1) + offsets, -2, -1)
    beyond = torch.arange(64 * columns, whole[-1], dtype=4, device=x.device)
    rest = torch.expand(beyond, torch.add(torch.slice(whole, 0, -1), [torch.size(beyond, 0)]))
    candidates = torch.cat([candidates, rest], -1)
    values, places = torch.topk(torch.gather(x, -1, candidates), k)
    return (values, torch.gather(candidates, -1, places))

  # vectors: [S, R, W] of any type, S layers and sites at the same R positions; scored: the S to read;
  # final: the slot of the last layer's resid_post, or -1; first, last: the rows to read, P of them;
  # targets: [P, M] ids; together: how many rows one product should have, from several slots where P is
  # less. Returns top ids and probabilities [S, P, k], entropy [S, P] in nats, rank (0 is the most likely)
  # and log-probability of the targets [S, P, M], and KL [S, P] in nats, [0] without final.
  # Sums over the vocabulary are torch.sum, which adds pairwise: a dot product's running sum is wrong by
  # 1e-4 at 49,152 tokens. Counts are added as floats, exact below 2^24 tokens and four times faster.
  def lens(self: __torch__.Stage, vectors: Tensor, scored: List[int], final: int, first: int, last: int, targets: Tensor, k: int, together: int) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    ids = annotate(List[Tensor], [])
    likely = annotate(List[Tensor], [])
    entropies = annotate(List[Tensor], [])
    ranks = annotate(List[Tensor], [])
    logs = annotate(List[Tensor], [])
    divergences = annotate(List[Tensor], [])
    reference = annotate(List[Tensor], [])
    if final >= 0:
      shifted = self.logits(torch.slice(torch.select(vectors, 0, final), 0, first, last))
      shifted = torch.sub_(shifted, torch.amax(shifted, [-1], True))
      weights = torch.exp(shifted)
      total = torch.sum(weights, [-1], True)
      weights = torch.div_(weights, total)
      own = torch.sum(torch.mul_(shifted, weights), [-1])
      reference = [weights, own - torch.log(torch.squeeze(total, -1))]
    slots = ops.prim.max(1, together // (last - first))
    for start in range(0, len(scored), slots):
      read = annotate(List[Tensor], [])
      for i in range(start, ops.prim.min(start + slots, len(scored))):
        read.append(torch.slice(torch.select(vectors, 0, scored[i]), 0, first, last))
      shifted = self.logits(torch.stack(read))
      top, top_ids = self.top(shifted, k)
      peak = torch.slice(top, -1, 0, 1)
      shifted = torch.sub_(shifted, peak)
      aimed = torch.gather(shifted, -1, torch.expand(torch.unsqueeze(targets, 0), [len(read), -1, -1]))
      scratch = torch.empty_like(shifted)
      above = annotate(List[Tensor], [])
      for j in range(torch.size(targets, 1)):
        above.append(torch.sum(torch.gt(shifted, torch.slice(aimed, -1, j, j + 1), out=scratch), [-1]))
      ranks.append(torch.stack(above, -1))
      weights = torch.exp(shifted, out=scratch)
      total = torch.sum(weights, [-1], True)
      log_total = torch.log(total)
      mean = torch.sum(torch.mul_(weights, shifted), [-1]) / torch.squeeze(total, -1)
      entropies.append(torch.squeeze(log_total, -1) - mean)
      ids.append(torch.to(top_ids, 3))
      likely.append(torch.exp(top - peak) / total)
      logs.append(aimed - log_total)
      if final >= 0:
        cross = torch.sum(torch.mul_(shifted, reference[0]), [-1])
        divergences.append(torch.clamp_min(reference[1] - cross + torch.squeeze(log_total, -1), 0.))
    divergence = torch.zeros([0], dtype=6)
    if final >= 0:
      divergence = torch.cat(divergences)
    return (torch.cat(ids), torch.cat(likely), torch.cat(entropies), torch.to(torch.cat(ranks), 3), torch.cat(logs), divergence)
