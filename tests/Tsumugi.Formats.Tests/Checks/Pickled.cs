using System.Text;

namespace Tsumugi.Formats.Tests.Checks;

/// <summary>Pickles written by hand: opcodes as letters, bytes above ASCII as escapes of C#.</summary>
internal static class Pickled
{
    /// <summary>Latin-1, so that '\u0093' is the byte 0x93.</summary>
    public static byte[] Of(string opcodes) => Encoding.Latin1.GetBytes(opcodes);

    /// <summary>SHORT_BINUNICODE.</summary>
    public static string Text(string text) => $"\u008c{(char)text.Length}{text}";

    /// <summary>os.system("id"), protocol 0.</summary>
    public const string System0 = "cos\nsystem\n(S'id'\ntR.";

    public static string System4 { get; } = $"\u0080\u0004{Text("posix")}{Text("system")}\u0093{Text("id")}\u0085R.";

    /// <summary>An ordered dictionary with one tensor as torch.save writes it, protocol 2.</summary>
    public static string StateDict { get; } =
        "\u0080\u0002ccollections\nOrderedDict\nq\0)Rq\u0001X\u0001\0\0\0wq\u0002ctorch._utils\n_rebuild_tensor_v2\nq\u0003((X\u0007\0\0\0storageq\u0004"
        + "ctorch\nFloatStorage\nq\u0005X\u0001\0\0\00q\u0006X\u0003\0\0\0cpuq\u0007K\u0001tq\bQK\0K\u0001\u0085q\tK\u0001\u0085q\n\u0089h\0)Rq\u000btq\u000cRq\rs.";
}
