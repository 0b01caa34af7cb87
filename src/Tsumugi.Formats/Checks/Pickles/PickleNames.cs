using Tsumugi.Formats.Checks.Sniffing;

namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Which names say that a program will unpickle the file.</summary>
internal static class PickleNames
{
    public static bool Say(string path) => FileSniffer.HasEnding(path, ".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".joblib", ".dill");

    public static bool Say(string path, ReadOnlySpan<byte> head) => head is [0x80, <= 5, ..]
        ? Say(path) || FileSniffer.HasEnding(path, ".bin", ".npy", ".p", ".pk", ".sav", ".model")
        : Say(path);

    /// <summary>joblib's own compression.</summary>
    public static bool IsZlib(string path, ReadOnlySpan<byte> head) =>
        Say(path) && head is [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..];
}
