# The stage program: a contiguous run of decoder layers, with capture and steering as inputs and
# outputs. TorchScript, packed by TorchScriptArchive and loaded by libtorch; no Python runs it.
#
# Shapes: B rows of a batch, T padded tokens of a row, N = B*T, W the model's width, V vocabulary,
# P positions read together. Type codes are libtorch's: 3 int32, 4 int64, 5 float16, 6 float32,
# 15 bfloat16. Sites and operations are numbered as the Java enums Site and Operation.
class Stage(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  _is_full_backward_hook : Optional[bool]
  anchor : List[Tensor]
  shape : List[int]
  epsilon : float
  embedding : List[Tensor]
  weights : List[Tensor]
  apart : List[Tensor]
  head : List[Tensor]

  # anchor: any tensor on the stage's device.
  # shape: layers, width, heads, key-value heads, head width, feed-forward width, compute type,
  # packed (1: weights in oneDNN's layout) or not (0), apart (1: no projections fused) or not (0).
  def configure(self: __torch__.Stage, anchor: Tensor, shape: List[int], epsilon: float) -> None:
    self.anchor = [anchor]
    self.shape = shape
    self.epsilon = epsilon
    return None

  # Cosines and sines by position. Angles are products in float32, as transformers forms them; the
  # sine's first half is negative, so that rotating needs no negation.
  def rotary_tables(self: __torch__.Stage, frequencies: Tensor, positions: int) -> Tuple[Tensor, Tensor]:
    steps = torch.arange(positions, dtype=6)
    angles = torch.unsqueeze(steps, 1) * torch.unsqueeze(frequencies, 0)
    sine = torch.sin(angles)
    tables = [torch.cat([torch.cos(angles), torch.cos(angles)], 1), torch.cat([torch.neg(sine), sine], 1)]
    return (torch.to(tables[0], self.anchor[0].device, self.shape[6]), torch.to(tables[1], self.anchor[0].device, self.shape[6]))

  # Stored bytes of one or more matrices of equal width (columns 0: of vectors), one under another;
  # stored: the type code of each piece.
  def assemble(self: __torch__.Stage, pieces: List[Tensor], stored: List[int], columns: int, dtype: int) -> Tensor:
    parts = annotate(List[Tensor], [])
    for i in range(len(pieces)):
      part = torch.view_copy(pieces[i], stored[i])
      if columns > 0:
        part = torch.reshape(part, [-1, columns])
      parts.append(torch.to(part, self.anchor[0].device, dtype))
    if len(parts) == 1:
      return parts[0]
    return torch.cat(parts, 0)

  # oneDNN's blocked layout: measured at 1.3 times plain products for 512 rows, 2 to 4 times for 8.
  def pack(self: __torch__.Stage, weight: Tensor) -> Tensor:
    if self.shape[7] == 1:
      return ops.mkldnn._reorder_linear_weight(weight, 512)
    return weight

  def add_absent(self: __torch__.Stage) -> None:
    self.weights.append(torch.zeros([0], dtype=6))
    return None

  def add_vector(self: __torch__.Stage, pieces: List[Tensor], stored: List[int]) -> None:
    self.weights.append(self.assemble(pieces, stored, 0, self.shape[6]))
    return None

  def add_matrix(self: __torch__.Stage, pieces: List[Tensor], stored: List[int], columns: int) -> None:
    self.weights.append(self.pack(self.assemble(pieces, stored, columns, self.shape[6])))
    return None

  # Matrices that share an input, as one; where projections are apart, each on its own and its place here.
  def add_matrices(self: __torch__.Stage, pieces: List[Tensor], stored: List[int], columns: int) -> None:
    if self.shape[8] == 0:
      self.add_matrix(pieces, stored, columns)
    else:
      first = len(self.apart)
      for i in range(len(pieces)):
        self.apart.append(self.pack(self.assemble([pieces[i]], [stored[i]], columns, self.shape[6])))
      self.weights.append(torch.arange(first, len(self.apart), dtype=4))
    return None

  def add_embedding(self: __torch__.Stage, pieces: List[Tensor], stored: List[int]) -> None:
    self.embedding = [self.assemble(pieces, stored, self.shape[1], self.shape[6])]
    return None

  # The lens reads logits in float32 whatever the compute type, so the head is kept in float32.
  def add_head(self: __torch__.Stage, norm: Tensor, norm_stored: int, pieces: List[Tensor], stored: List[int]) -> None:
    weight = self.assemble(pieces, stored, self.shape[1], 6)
    self.head = [self.values(norm, norm_stored), self.pack(weight)]
    return None

  # Weights for measurements, where there is no checkpoint: [rows, columns] normal values. The type is
  # the compute type even where the values are widened, so that a tied unembedding is the embedding.
  def random(self: __torch__.Stage, rows: int, columns: int, scale: float) -> Tensor:
    return torch.mul_(torch.randn([rows, columns], dtype=self.shape[6], device=self.anchor[0].device), scale)

  def add_constant(self: __torch__.Stage, length: int, value: float) -> None:
    self.weights.append(torch.full([length], value, dtype=self.shape[6], device=self.anchor[0].device))
    return None

  def add_random_matrix(self: __torch__.Stage, rows: int, columns: int, scale: float) -> None:
    self.weights.append(self.pack(self.random(rows, columns, scale)))
    return None

  def add_random_matrices(self: __torch__.Stage, rows: List[int], columns: int, scale: float) -> None:
    if self.shape[8] == 0:
      self.add_random_matrix(sum(rows), columns, scale)
    else:
      whole = self.random(sum(rows), columns, scale)
      first = len(self.apart)
      begin = 0
      for i in range(len(rows)):
        self.apart.append(self.pack(torch.contiguous(torch.slice(whole, 0, begin, begin + rows[i]))))
        begin = begin + rows[i]
      self.weights.append(torch.arange(first, len(self.apart), dtype=4))
    return None

  def add_random_embedding(self: __torch__.Stage, rows: int, scale: float) -> None:
    self.embedding = [self.random(rows, self.shape[1], scale)]
    return None

  def add_random_head(self: __torch__.Stage, rows: int, scale: float) -> None:
    norm = torch.ones([self.shape[1]], dtype=6, device=self.anchor[0].device)
    self.head = [norm, self.pack(torch.to(self.random(rows, self.shape[1], scale), 6))]
    return None

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

  # h, v: float32; the formulas of DESIGN section 7, in the order of the Java enum Operation.
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
      drawn = self.draw(scores, torch.size(scores, 1), draws)
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

  # Products with the unembedding and nothing else, which no lens can be faster than.
  def products(self: __torch__.Stage, rows: int, times: int) -> Tensor:
    x = torch.randn([rows, self.shape[1]], dtype=6, device=self.anchor[0].device)
    out = x
    for i in range(times):
      out = self.linear(x, self.head[1], torch.zeros([0], dtype=6))
    return torch.sum(torch.slice(out, 0, 0, 1))

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
