namespace Tsumugi.Formats.Xet;

/// <summary>A xorb or shard that does not keep to its format, or does not have the hash it is sent under.</summary>
public sealed class XetFormatException(string message) : Exception(message);
