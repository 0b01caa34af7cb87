namespace Tsumugi.Torch.Training.Ranks;

/// <summary>The processes cannot work together; the message says why and what to do.</summary>
public sealed class RanksException(string message, Exception? cause = null) : Exception(message, cause);
