namespace Tsumugi.Torch.Data;

/// <summary>Data that a recipe cannot be run on: what, where, and how to mend it.</summary>
public sealed class UnfitDataException(string message) : Exception(message);
