  # The layers: prompts whole, and step by step with a cache.

  def linear(self: __torch__.Stage, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    given : Optional[Tensor] = None
    if torch.numel(bias) > 0:
      given = bias
    if self.shape[7] == 1:
      return ops.mkldnn._linear_pointwise(x, weight, given, "none", annotate(List[Optional[number]], []), "")
    return torch.linear(x, weight, given)

  # Matrices that share an input, side by side: one product, or one each where projections are apart.
  def together(self: __torch__.Stage, x: Tensor, at: int) -> Tensor:
    if self.shape[8] == 0:
      return self.linear(x, self.weights[at], self.weights[at + 1])
    first = int(torch.select(self.weights[at], 0, 0))
    parts = annotate(List[Tensor], [])
    for i in range(torch.numel(self.weights[at])):
      parts.append(self.linear(x, self.apart[first + i], torch.zeros([0], dtype=6)))
    out = torch.cat(parts, -1)
    if torch.numel(self.weights[at + 1]) > 0:
      out = out + self.weights[at + 1]
    return out

  # RMSNorm in float32, then the weight in the compute type, as transformers does it.
  def norm(self: __torch__.Stage, x: Tensor, weight: Tensor) -> Tensor:
    wide = torch.to(x, 6)
    square = torch.pow(torch.linalg_vector_norm(wide, 2, [-1], True), 2)
    scale = torch.rsqrt(square / torch.size(x, -1) + self.epsilon)
    return torch.to(wide * scale, ops.prim.dtype(weight)) * weight

  # [B, T, heads, head width], rotated by each token's position.
  def rotate(self: __torch__.Stage, x: Tensor, place: List[Tensor]) -> Tensor:
    turned = torch.roll(x, [self.shape[4] // 2], [-1])
    return torch.addcmul(x * place[0], turned, place[1])

  # Zeros for the keys and the values of each layer in turn, [slots, key-value heads, capacity, head width].
  def make_cache(self: __torch__.Stage, slots: int, capacity: int) -> List[Tensor]:
    cache = annotate(List[Tensor], [])
    for i in range(2 * self.shape[0]):
      cache.append(torch.zeros([slots, self.shape[3], capacity, self.shape[4]], dtype=self.shape[6], device=self.anchor[0].device))
    return cache

  # What one cache slot holds, into another.
  def move_slot(self: __torch__.Stage, cache: List[Tensor], source: int, target: int) -> None:
    for i in range(len(cache)):
      torch.copy_(torch.select(cache[i], 0, target), torch.select(cache[i], 0, source))
    return None

  # Causal over right-padded rows: padding follows every real token, so no real token sees it. The
  # arguments are [B, T, heads, head width].
  def attend_prompt(self: __torch__.Stage, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    if query.is_cuda:
      out = torch.scaled_dot_product_attention(torch.transpose(query, 1, 2), torch.transpose(key, 1, 2), torch.transpose(value, 1, 2), None, 0., True, scale=None, enable_gqa=True)
    else:
      # The CPU's flash kernel wants as many key heads as query heads.
      whole = torch.size(query)
      repeated = [whole[0], whole[1], self.shape[3], self.shape[2] // self.shape[3], whole[3]]
      key = torch.reshape(torch.expand(torch.unsqueeze(key, 3), repeated), whole)
      value = torch.reshape(torch.expand(torch.unsqueeze(value, 3), repeated), whole)
      out = torch.scaled_dot_product_attention(torch.transpose(query, 1, 2), torch.transpose(key, 1, 2), torch.transpose(value, 1, 2), None, 0., True)
    return torch.transpose(out, 1, 2)

  # A prompt's keys and values, into the cache slots of its rows, for steps to come.
  def remember(self: __torch__.Stage, key: Tensor, value: Tensor, layer: int, cache: List[Tensor], into: Tensor) -> None:
    length = torch.size(key, 1)
    torch.index_copy_(torch.slice(cache[2 * layer], 2, 0, length), 0, into, torch.transpose(key, 1, 2))
    torch.index_copy_(torch.slice(cache[2 * layer + 1], 2, 0, length), 0, into, torch.transpose(value, 1, 2))
    return None

  # One token of each row, over what the row's cache slot holds up to and with that token. The query
  # heads that share a key head stand where a prompt has its positions, so that keys are read once.
  def attend_cached(self: __torch__.Stage, query: Tensor, key: Tensor, value: Tensor, layer: int, cache: List[Tensor], into: Tensor, mask: Tensor) -> Tensor:
    width = self.shape[4]
    batch = torch.size(query, 0)
    length = torch.size(mask, -1)
    keys = cache[2 * layer]
    values = cache[2 * layer + 1]
    torch.index_copy_(torch.view(keys, [-1, width]), 0, into, torch.reshape(key, [-1, width]))
    torch.index_copy_(torch.view(values, [-1, width]), 0, into, torch.reshape(value, [-1, width]))
    grouped = torch.reshape(query, [batch, self.shape[3], self.shape[2] // self.shape[3], width])
    keys = torch.slice(torch.slice(keys, 0, 0, batch), 2, 0, length)
    values = torch.slice(torch.slice(values, 0, 0, batch), 2, 0, length)
    return torch.scaled_dot_product_attention(grouped, keys, values, mask, 0., False)

  # Queries, keys and values of [B, T, W], each [B, T, heads, head width], queries and keys turned by place:
  # cosines and sines that broadcast over x's heads.
  def mix(self: __torch__.Stage, x: Tensor, layer: int, place: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    at = 12 * layer
    heads = self.shape[2]
    shared = self.shape[3]
    mixed = self.together(x, at + 1)
    mixed = torch.reshape(mixed, [torch.size(x, 0), torch.size(x, 1), heads + 2 * shared, self.shape[4]])
    value = torch.slice(mixed, 2, heads + shared, heads + 2 * shared)
    if torch.numel(self.weights[at + 3]) > 0:
      query = self.rotate(self.norm(torch.slice(mixed, 2, 0, heads), self.weights[at + 3]), place)
      key = self.rotate(self.norm(torch.slice(mixed, 2, heads, heads + shared), self.weights[at + 4]), place)
    else:
      both = self.rotate(torch.slice(mixed, 2, 0, heads + shared), place)
      query = torch.slice(both, 2, 0, heads)
      key = torch.slice(both, 2, heads, heads + shared)
    return (query, key, value)

  # place: as in mix; in a step also the mask. into: where the cache, if there is one, takes keys and
  # values: slots of a prompt's rows, or rows of head width in a step.
  def attend(self: __torch__.Stage, x: Tensor, layer: int, place: List[Tensor], cache: List[Tensor], into: Tensor) -> Tensor:
    at = 12 * layer
    query, key, value = self.mix(x, layer, place)
    if len(place) > 2:
      out = self.attend_cached(query, key, value, layer, cache, into, place[2])
    else:
      if len(cache) > 0:
        self.remember(key, value, layer, cache, into)
      out = self.attend_prompt(query, key, value)
    out = torch.reshape(out, [torch.size(x, 0), torch.size(x, 1), self.shape[2] * self.shape[4]])
    return self.linear(out, self.weights[at + 5], self.weights[at + 6])

  def feed(self: __torch__.Stage, x: Tensor, at: int) -> Tensor:
    both = self.together(x, at + 8)
    gate = torch.silu(torch.slice(both, -1, 0, self.shape[5]))
    product = torch.mul_(gate, torch.slice(both, -1, self.shape[5], 2 * self.shape[5]))
    return self.linear(product, self.weights[at + 10], self.weights[at + 11])

  # h, v: float32; the formulas of the Java enum Operation, in its order.
  def intervene(self: __torch__.Stage, h: Tensor, v: Tensor, operation: int, amount: float) -> Tensor:
    if operation == 0:
      return h + amount * v
    if operation == 5:
      return torch.expand_as(v, h)
    u = v / torch.linalg_vector_norm(v)
    if operation == 1:
      return h + amount * u
    if operation == 2:
      return h + amount * torch.linalg_vector_norm(h, 2, [-1], True) * u
    along = torch.unsqueeze(torch.matmul(h, u), -1)
    if operation == 3:
      return h - along * u
    return h + (amount - along) * u

  # steps: four numbers an intervention: layer, site, operation, row of vectors.
  # masks: [interventions, N], true where it applies.
  def steer(self: __torch__.Stage, x: Tensor, layer: int, site: int, steps: List[int], amounts: List[float], vectors: Tensor, masks: Tensor) -> Tensor:
    out = x
    for i in range(len(amounts)):
      if steps[4 * i] == layer and steps[4 * i + 1] == site:
        flat = torch.to(torch.reshape(out, [-1, self.shape[1]]), 6)
        changed = self.intervene(flat, vectors[steps[4 * i + 3]], steps[4 * i + 2], amounts[i])
        chosen = torch.where(torch.unsqueeze(masks[i], 1), changed, flat)
        out = torch.reshape(torch.to(chosen, ops.prim.dtype(x)), torch.size(x))
    return out

  # kept: [slots, rows, W] in the run's type; slots: for each layer and site its slot, or -1; rows: which
  # of N to keep, where it is not all.
  def keep(self: __torch__.Stage, x: Tensor, slot: int, rows: List[Tensor], kept: Tensor) -> None:
    if slot >= 0:
      flat = torch.reshape(x, [-1, self.shape[1]])
      if len(rows) > 0:
        flat = torch.index_select(flat, 0, rows[0])
      torch.copy_(torch.select(kept, 0, slot), flat)
    return None

  def embed(self: __torch__.Stage, ids: Tensor) -> Tensor:
    return torch.embedding(self.embedding[0], ids)

  # The bytes of a hidden state that another stage computed, in the compute type.
  def receive(self: __torch__.Stage, bytes: Tensor, rows: int, length: int) -> Tensor:
    hidden = torch.to(torch.view_copy(bytes, self.shape[6]), self.anchor[0].device)
    return torch.reshape(hidden, [rows, length, self.shape[1]])

  # All layers. x: [B, T, W]; the rest as in attend, keep and steer. Returns the hidden state.
  def layers(self: __torch__.Stage, x: Tensor, place: List[Tensor], cache: List[Tensor], into: Tensor, slots: List[int], rows: List[Tensor], kept: Tensor, steps: List[int], amounts: List[float], vectors: Tensor, masks: Tensor) -> Tensor:
    for layer in range(self.shape[0]):
      at = 12 * layer
      site = 7 * layer
      x = self.steer(x, layer, 0, steps, amounts, vectors, masks)
      self.keep(x, slots[site], rows, kept)
      y = self.norm(x, self.weights[at])
      y = self.steer(y, layer, 1, steps, amounts, vectors, masks)
      self.keep(y, slots[site + 1], rows, kept)
      y = self.attend(y, layer, place, cache, into)
      y = self.steer(y, layer, 2, steps, amounts, vectors, masks)
      self.keep(y, slots[site + 2], rows, kept)
      x = x + y
      x = self.steer(x, layer, 3, steps, amounts, vectors, masks)
      self.keep(x, slots[site + 3], rows, kept)
      y = self.norm(x, self.weights[at + 7])
      y = self.steer(y, layer, 4, steps, amounts, vectors, masks)
      self.keep(y, slots[site + 4], rows, kept)
      y = self.feed(y, at)
      y = self.steer(y, layer, 5, steps, amounts, vectors, masks)
      self.keep(y, slots[site + 5], rows, kept)
      x = x + y
      x = self.steer(x, layer, 6, steps, amounts, vectors, masks)
      self.keep(x, slots[site + 6], rows, kept)
    return x

  # Room for what a pass keeps of its N rows.
  def stack(self: __torch__.Stage, slots: int, rows: List[Tensor], all: int, dtype: int) -> Tensor:
    count = all
    if len(rows) > 0:
      count = torch.size(rows[0], 0)
    return torch.empty([slots, count, self.shape[1]], dtype=dtype, device=self.anchor[0].device)

  def norms(self: __torch__.Stage, kept: Tensor) -> Tensor:
    return torch.linalg_vector_norm(torch.to(kept, 6), 2, [-1])

  # One forward of this stage from position 0. hidden: [B, T, W]; rotary: tables of T positions or more;
  # cache: of this stage, or empty; into: [B], the cache slots of the rows.
  # Returns the hidden state, what was kept, and the norm of each kept vector in float32.
  def prefill(self: __torch__.Stage, hidden: Tensor, slots: List[int], count: int, rows: List[Tensor], dtype: int, rotary: List[Tensor], steps: List[int], amounts: List[float], vectors: Tensor, masks: Tensor, cache: List[Tensor], into: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    length = torch.size(hidden, 1)
    place = annotate(List[Tensor], [])
    for i in range(2):
      place.append(torch.unsqueeze(torch.slice(rotary[i], 0, 0, length), 1))
    kept = self.stack(count, rows, torch.size(hidden, 0) * length, dtype)
    x = self.layers(hidden, place, cache, into, slots, rows, kept, steps, amounts, vectors, masks)
    return (x, kept, self.norms(kept))

  # Room on the host that a GPU copies to while it goes on: pinned memory, made once.
  def make_stack(self: __torch__.Stage, bytes: int) -> Tensor:
    if self.anchor[0].is_cuda:
      return torch.empty([bytes], dtype=0, pin_memory=True)
    return torch.empty([bytes], dtype=0)

  # The bytes of kept vectors and, behind them, of their norms, on their way into a stack.
  def put(self: __torch__.Stage, stack: Tensor, kept: Tensor, norms: Tensor) -> None:
    vectors = torch.flatten(self.bytes(kept))
    lengths = torch.flatten(self.bytes(norms))
    place = torch.numel(vectors)
    torch.copy_(torch.slice(stack, 0, 0, place), vectors, True)
    torch.copy_(torch.slice(stack, 0, place, place + torch.numel(lengths)), lengths, True)
    return None

  # One token of each row: row r goes on in cache slot r. given: ids [B], or the bytes of hidden states
  # [B, 1, W] where another stage embeds; positions: [B] of these tokens, below length, to which attention
  # reaches; draws and history: as in choose; stack: where what is kept is copied to, or [0]. The copy is
  # queued before the tokens are chosen, so that it is done once they can be read. Returns what prefill does, N being B, and the tokens that
  # follow, [B], or [0] where another stage has the head.
  def step(self: __torch__.Stage, given: Tensor, slots: List[int], count: int, rows: List[Tensor], dtype: int, rotary: List[Tensor], steps: List[int], amounts: List[float], vectors: Tensor, masks: Tensor, cache: List[Tensor], positions: Tensor, length: int, draws: Tensor, history: Tensor, stack: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    batch = torch.size(positions, 0)
    device = self.anchor[0].device
    place = annotate(List[Tensor], [])
    for i in range(2):
      place.append(torch.reshape(torch.index_select(rotary[i], 0, positions), [batch, 1, 1, self.shape[4]]))
    column = torch.unsqueeze(positions, 1)
    beyond = torch.gt(torch.unsqueeze(torch.arange(length, dtype=4, device=device), 0), column)
    mask = torch.masked_fill(torch.zeros([batch, length], dtype=self.shape[6], device=device), beyond, -inf)
    place.append(torch.reshape(mask, [batch, 1, 1, length]))
    shared = self.shape[3]
    capacity = torch.size(cache[0], 2)
    lines = torch.reshape(torch.arange(batch * shared, dtype=4, device=device), [batch, shared])
    into = torch.reshape(lines * capacity + column, [-1])
    if len(self.embedding) > 0:
      x = torch.unsqueeze(self.embed(given), 1)
    else:
      x = self.receive(given, batch, 1)
    kept = self.stack(count, rows, batch, dtype)
    x = self.layers(x, place, cache, into, slots, rows, kept, steps, amounts, vectors, masks)
    norms = self.norms(kept)
    if torch.numel(stack) > 0:
      self.put(stack, kept, norms)
    following = torch.zeros([0], dtype=4)
    if len(self.head) > 0:
      following = self.choose(self.logits(torch.squeeze(x, 1)), draws, history)
    return (x, kept, norms, following)

  # The bytes of any tensor, so that Java never meets a type it cannot name.
  def bytes(self: __torch__.Stage, x: Tensor) -> Tensor:
    return torch.view_copy(torch.contiguous(x), 0)

  def values(self: __torch__.Stage, bytes: Tensor, stored: int) -> Tensor:
    return torch.to(torch.view_copy(bytes, stored), self.anchor[0].device, 6)

  # [rows, W] of any type to [rows, V] in float32.
  def logits(self: __torch__.Stage, x: Tensor) -> Tensor:
    normed = self.norm(torch.to(x, 6), self.head[0])
    return self.linear(normed, self.head[1], torch.zeros([0], dtype=6))

  def last_logits(self: __torch__.Stage, hidden: Tensor, rows: Tensor) -> Tensor:
    return self.logits(torch.index_select(torch.reshape(hidden, [-1, self.shape[1]]), 0, rows))
