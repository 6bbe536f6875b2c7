  # A sweep's branches: forwards that differ from an unsteered one in what is added at one site, and share
  # with it all that comes before. A branches of P prompts stand as [A, P, W], so that those under way are
  # one run of rows. kept: [slots, rows, W], the unsteered values where branches begin.

  # Adds to the branches under way those from first to end, which begin here: the kept rows plus a change each.
  # changes: [branches, W] in float32, or [branches, 1].
  def join(self: __torch__.Stage, under_way: Tensor, kept: Tensor, slot: int, changes: Tensor, first: int, end: int) -> Tensor:
    if first == end:
      return under_way
    rows = torch.unsqueeze(torch.to(torch.select(kept, 0, slot), 6), 0)
    begun = torch.to(rows + torch.unsqueeze(torch.slice(changes, 0, first, end), 1), self.shape[6])
    return torch.cat([under_way, begun], 0)

  # Branches at the prompts' last positions, over the prefixes that cache slots hold and themselves, in
  # float32. All branches and query heads that read a prompt's key head are the rows of one product. mask:
  # [P, 1, 1, T], -inf beyond the prefix. query: [A, P, heads, head width]. Returns [A, P, heads * head width].
  def attend_shared(self: __torch__.Stage, query: Tensor, key: Tensor, value: Tensor, layer: int, cache: List[Tensor], mask: Tensor) -> Tensor:
    branches = torch.size(query, 0)
    prompts = torch.size(query, 1)
    shared = self.shape[3]
    group = self.shape[2] // shared
    width = self.shape[4]
    length = torch.size(mask, -1)
    keys = torch.to(torch.slice(torch.slice(cache[2 * layer], 0, 0, prompts), 2, 0, length), 6)
    values = torch.to(torch.slice(torch.slice(cache[2 * layer + 1], 0, 0, prompts), 2, 0, length), 6)
    grouped = torch.reshape(torch.to(query, 6) / torch.sqrt(width), [branches, prompts, shared, group, width])
    own = torch.sum(grouped * torch.unsqueeze(torch.to(key, 6), 3), [-1])
    own = torch.reshape(torch.permute(own, [1, 2, 0, 3]), [prompts, shared, branches * group, 1])
    lines = torch.reshape(torch.permute(grouped, [1, 2, 0, 3, 4]), [prompts, shared, branches * group, width])
    scores = torch.matmul(lines, torch.transpose(keys, -2, -1)) + mask
    peak = torch.maximum(torch.amax(scores, [-1], True), own)
    scores = torch.exp_(torch.sub_(scores, peak))
    own = torch.exp(own - peak)
    total = torch.sum(scores, [-1], True) + own
    out = torch.matmul(torch.div_(scores, total), values)
    out = torch.permute(torch.reshape(out, [prompts, shared, branches, group, width]), [2, 0, 1, 3, 4])
    own = torch.permute(torch.reshape(own / total, [prompts, shared, branches, group, 1]), [2, 0, 1, 3, 4])
    out = out + own * torch.unsqueeze(torch.to(value, 6), 3)
    return torch.to(torch.reshape(out, [branches, prompts, self.shape[2] * width]), self.shape[6])

  # Attention of branches without its output's product, [A, R, heads * head width]; y: [A, R, W], R rows of
  # prompts. With a cache the rows are the prompts' last positions, else whole prompts.
  def attend_branches(self: __torch__.Stage, y: Tensor, layer: int, place: List[Tensor], cache: List[Tensor], mask: Tensor) -> Tensor:
    branches = torch.size(y, 0)
    rows = torch.size(y, 1)
    if len(cache) > 0:
      query, key, value = self.mix(y, layer, place)
      out = self.attend_shared(query, key, value, layer, cache, mask)
    else:
      query, key, value = self.mix(torch.reshape(y, [-1, torch.size(place[0], 0), self.shape[1]]), layer, place)
      out = self.attend_prompt(query, key, value)
    return torch.reshape(out, [branches, rows, self.shape[2] * self.shape[4]])

  # Branches of P prompts through this stage's layers, all that are under way together: those that began in
  # stages before, whose hidden states came as bytes, and those that begin here. With a cache they change
  # each prompt's last position alone: single tokens behind what the unsteered prefill left in the cache's
  # slots, whose own last key and value are never read. Without one they change all positions, and only the
  # last ones go on where logits are read. kept: [slots, R, W], R being P or P*T rows; slots: for each layer
  # and site where kept has them, or -1; begun: for each layer and site how many branches begin before it,
  # and at the end how many there are; positions: [P], of the last tokens, at most length. Returns what
  # prefill does: hidden states [branches, R, W], or [branches, P, W] behind the last stage, and nothing kept.
  def branch(self: __torch__.Stage, came: List[Tensor], kept: Tensor, slots: List[int], begun: List[int], changes: Tensor, rotary: List[Tensor], cache: List[Tensor], positions: Tensor, length: int) -> Tuple[Tensor, Tensor, Tensor]:
    prompts = torch.size(positions, 0)
    rows = torch.size(kept, 1)
    device = self.anchor[0].device
    place = annotate(List[Tensor], [])
    for i in range(2):
      if len(cache) > 0:
        turns = torch.index_select(rotary[i], 0, positions)
      else:
        turns = torch.slice(rotary[i], 0, 0, length)
      place.append(torch.unsqueeze(turns, 1))
    beyond = torch.ge(torch.unsqueeze(torch.arange(length, dtype=4, device=device), 0), torch.unsqueeze(positions, 1))
    mask = torch.masked_fill(torch.zeros([prompts, length], dtype=6, device=device), beyond, -inf)
    mask = torch.reshape(mask, [prompts, 1, 1, length])
    none = torch.zeros([torch.size(changes, 0), 1], dtype=6, device=device)
    x = torch.empty([0, rows, self.shape[1]], dtype=self.shape[6], device=device)
    if len(came) > 0:
      x = self.receive(came[0], begun[0], rows)
    for layer in range(self.shape[0]):
      at = 12 * layer
      site = 7 * layer
      x = self.join(x, kept, slots[site], changes, begun[site], begun[site + 1])
      y = self.norm(x, self.weights[at])
      x = self.join(x, kept, slots[site], none, begun[site + 1], begun[site + 2])
      y = self.join(y, kept, slots[site + 1], changes, begun[site + 1], begun[site + 2])
      if begun[site + 2] > 0:
        y = self.attend_branches(y, layer, place, cache, mask)
      if layer == self.shape[0] - 1 and len(self.head) > 0 and len(cache) == 0:
        ends = positions + torch.arange(0, rows, length, dtype=4, device=device)
        y = torch.index_select(y, 1, ends)
        x = torch.index_select(x, 1, ends)
        kept = torch.index_select(kept, 1, ends)
      if begun[site + 2] > 0:
        y = self.linear(y, self.weights[at + 5], self.weights[at + 6])
      x = self.join(x, kept, slots[site], none, begun[site + 2], begun[site + 3])
      y = self.join(y, kept, slots[site + 2], changes, begun[site + 2], begun[site + 3])
      x = x + y
      x = self.join(x, kept, slots[site + 3], changes, begun[site + 3], begun[site + 4])
      y = self.norm(x, self.weights[at + 7])
      x = self.join(x, kept, slots[site + 3], none, begun[site + 4], begun[site + 5])
      y = self.join(y, kept, slots[site + 4], changes, begun[site + 4], begun[site + 5])
      if begun[site + 5] > 0:
        y = self.feed(y, at)
      x = self.join(x, kept, slots[site + 3], none, begun[site + 5], begun[site + 6])
      y = self.join(y, kept, slots[site + 5], changes, begun[site + 5], begun[site + 6])
      x = x + y
      x = self.join(x, kept, slots[site + 6], changes, begun[site + 6], begun[site + 7])
    nothing = self.stack(0, annotate(List[Tensor], []), 0, 6)
    return (x, nothing, self.norms(nothing))

  # Vectors of the unembedding, [ids, W] in float32.
  def unembedding(self: __torch__.Stage, ids: Tensor) -> Tensor:
    weight = self.head[1]
    if self.shape[7] == 1:
      weight = torch.to_dense(weight)
    return torch.index_select(weight, 0, ids)

  # Hidden states [branches, P, W] of any type, and for each prompt the unembedding of its L labels,
  # [P, L, W]: logits in float32, [branches, P, L].
  def label_logits(self: __torch__.Stage, x: Tensor, labels: Tensor) -> Tensor:
    normed = self.norm(torch.to(x, 6), self.head[0])
    logits = torch.matmul(torch.transpose(normed, 0, 1), torch.transpose(labels, 1, 2))
    return torch.contiguous(torch.transpose(logits, 0, 1))
