namespace Tsumugi.Client.Inference;

/// <summary>A body that is not what the Open Inference Protocol asks for: what, where and how to mend it.</summary>
public sealed class InvalidInferenceException(string message) : Exception(message);
