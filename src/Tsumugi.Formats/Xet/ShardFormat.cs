namespace Tsumugi.Formats.Xet;

/// <summary>Numbers and marks of the shard format, shared by reader and writer.</summary>
internal static class ShardFormat
{
    public const ulong HeaderVersion = 2;
    public const ulong FooterVersion = 1;
    public const int HeaderBytes = 48;
    public const int FooterBytes = 200;

    /// <summary>Every entry of either section is as long as this.</summary>
    public const int EntryBytes = 48;

    public const uint WithProofs = 0x8000_0000;
    public const uint WithMetadata = 0x4000_0000;

    public static ReadOnlySpan<byte> Mark => MarkBytes;

    public static readonly XetHash SectionEnd = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    private static readonly byte[] MarkBytes =
        [.. "HFRepoMetaData\0"u8, 85, 105, 103, 69, 106, 123, 129, 87, 131, 165, 189, 217, 92, 205, 209, 74, 169];
}
