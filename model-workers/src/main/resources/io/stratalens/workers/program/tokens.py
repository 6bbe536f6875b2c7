  # The choice of the token that follows.

  # The tokens that follow rows of a hidden state, [rows].
  def next_tokens(self: __torch__.Stage, hidden: Tensor, rows: Tensor, draws: Tensor, history: Tensor) -> Tensor:
    return self.choose(self.last_logits(hidden, rows), draws, history)

  # logits: [R, V] in float32; draws: [R, 5] in float32, of each row its temperature (0: the likeliest token),
  # top-k (0: all), top-p, repetition penalty and a number in [0, 1) that decides; history: [R, H] ids that the
  # penalty is for, H = 0 where no row has one. Without draws, [0, 5], every row takes its likeliest token,
  # and nothing waits for the device. -1 stands for a row without finite logits. The order is transformers': penalty, temperature, top-k, top-p.
  def choose(self: __torch__.Stage, logits: Tensor, draws: Tensor, history: Tensor) -> Tensor:
    finite = torch.isfinite(torch.sum(logits, [-1]))
    if torch.size(draws, 0) == 0:
      likeliest = torch.argmax(logits, -1)
      return torch.where(finite, likeliest, torch.full_like(likeliest, -1))
    if not bool(torch.all(finite)):
      chosen = torch.full([torch.size(logits, 0)], -1, dtype=4)
      return torch.masked_fill(chosen, torch.to(finite, torch.device("cpu")), 0)
    scores = logits
    if torch.size(history, 1) > 0:
      penalty = torch.slice(draws, 1, 3, 4)
      seen = torch.gather(scores, 1, history)
      scores = torch.scatter(scores, 1, history, torch.where(torch.lt(seen, 0.), seen * penalty, seen / penalty))
    temperature = torch.slice(draws, 1, 0, 1)
    greedy = torch.eq(temperature, 0.)
    likeliest = torch.argmax(scores, -1)
    if bool(torch.all(greedy)):
      return likeliest
    scores = scores / torch.where(greedy, torch.ones_like(temperature), temperature)
    # Most draws fall among the likeliest few, and sorting a vocabulary costs as much as a layer.
    drawn = self.draw(scores, ops.prim.min(1024, torch.size(scores, 1)), draws)
    if bool(torch.any(torch.lt(drawn, 0))):
      # Rows that are settled stay as they are, whatever their neighbours need.
      wider = self.draw(scores, torch.size(scores, 1), draws)
      drawn = torch.where(torch.lt(drawn, 0), wider, drawn)
    return torch.where(torch.squeeze(greedy, 1), likeliest, drawn)

  # Draws among the likeliest few of each row, in falling order; -1 for a row that needs more of them.
  def draw(self: __torch__.Stage, scores: Tensor, few: int, draws: Tensor) -> Tensor:
    vocabulary = torch.size(scores, 1)
    top, ids = torch.topk(scores, few)
    limit = torch.slice(draws, 1, 1, 2)
    limit = torch.clamp_max(torch.where(torch.gt(limit, 0.), limit, torch.full_like(limit, vocabulary)), vocabulary)
    share = torch.slice(draws, 1, 2, 3)
    places = torch.unsqueeze(torch.arange(few, dtype=6, device=scores.device), 0)
    likely = torch.exp(top - torch.logsumexp(scores, [-1], True))
    likely = torch.masked_fill(likely, torch.ge(places, limit), 0.)
    reached = torch.cumsum(likely, -1)
    covered = torch.slice(reached, -1, few - 1, few)
    # What top-k leaves, and the fewest tokens that have top-p of it: those before which it is not reached.
    complete = torch.le(limit, few)
    whole = torch.where(complete, covered, torch.ones_like(covered))
    inside = torch.lt(reached - likely, share * whole)
    likely = torch.where(inside, likely, torch.zeros_like(likely))
    reached = torch.cumsum(likely, -1)
    unlimited = torch.ge(limit, vocabulary)
    known = torch.logical_or(complete, torch.logical_and(unlimited, torch.ge(covered, share)))
    mass = torch.where(known, torch.slice(reached, -1, few - 1, few), torch.ones_like(covered))
    place = torch.sum(torch.le(reached, torch.slice(draws, 1, 4, 5) * mass), [-1], True)
    found = torch.logical_and(torch.logical_and(unlimited, torch.ge(share, 1.)), torch.lt(place, few))
    place = torch.minimum(place, torch.sum(inside, [-1], True) - 1)
    drawn = torch.gather(ids, 1, place)
    drawn = torch.where(torch.logical_or(known, found), drawn, torch.full_like(drawn, -1))
    return torch.squeeze(drawn, 1)
