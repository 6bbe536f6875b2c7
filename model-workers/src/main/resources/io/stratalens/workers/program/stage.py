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
