  # Weights of a stage, as they are stored and as they are made up.

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

  def add_random_embedding(self: __torch__.Stage, rows: int, scale: float) -> None:
    self.embedding = [self.random(rows, self.shape[1], scale)]
    return None

  def add_random_head(self: __torch__.Stage, rows: int, scale: float) -> None:
    norm = torch.ones([self.shape[1]], dtype=6, device=self.anchor[0].device)
    self.head = [norm, self.pack(torch.to(self.random(rows, self.shape[1], scale), 6))]
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
