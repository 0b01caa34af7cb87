namespace Tsumugi.Torch.Native;

/// <summary>libtorch cannot be used on this machine; the message says why and what to do, in one sentence.</summary>
public sealed class TorchMissingException(string message, Exception? cause = null) : Exception(message, cause);
