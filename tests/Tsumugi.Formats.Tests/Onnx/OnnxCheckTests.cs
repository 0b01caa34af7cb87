using CsCheck;
using Tsumugi.Formats.Onnx;
using static Tsumugi.Formats.Tests.Onnx.MadeModel;

namespace Tsumugi.Formats.Tests.Onnx;

public sealed class OnnxCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, byte[]> Good => new()
    {
        { "standard operators", Of(Node("Add"), Node("Gelu", "com.microsoft"), Node("Scaler", "ai.onnx.ml")) },
        { "a branch", Of(Node("If", "", Field(6, Node("Add")))) },
        { "a function of its own", [.. Of(Node("gelu", "pkg.exporter")), .. Field(25, Utf8(1, "gelu"), Field(7, Utf8(4, "Erf")), Utf8(10, "pkg.exporter"))] },
        { "numbers beside it", Of(External(("location", "w.bin"), ("offset", "4"), ("length", "8"))) },
        { "numbers in a folder below", Of(External(("location", "below/w.bin"))) },
        { "fields of later versions", [.. Field(99, 7), .. Utf8(98, "later"), .. Of(Node("Add"), Field(97, 3))] },
    };

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "no graph", [] },
        { "no graph", Field(1, 8) },
        { "code from elsewhere: evil.Run", Of(Node("Add"), Node("Run", "evil")) },
        { "code from elsewhere: evil.Run", Of(Node("If", "", Field(11, Node("Loop", "", Field(6, Node("Run", "evil")))))) },
        { "code from elsewhere: evil.Run", [.. Of(Node("gelu", "pkg")), .. Field(25, Utf8(1, "gelu"), Field(7, Utf8(4, "Run"), Utf8(7, "evil")), Utf8(10, "pkg"))] },
        { "code from elsewhere: pkg.other", [.. Of(Node("other", "pkg")), .. Field(25, Utf8(1, "gelu"), Utf8(10, "pkg"))] },
        { "to be trained", [.. Of(Node("Add")), .. Field(20, Field(1, 1))] },
        { "no place in the model's folder", Of(External(("location", "../w.bin"))) },
        { "no place in the model's folder", Of(External(("location", "below/../../w.bin"))) },
        { "no place in the model's folder", Of(External(("location", "/etc/passwd"))) },
        { "no place in the model's folder", Of(External(("location", "C:w.bin"))) },
        { "no place in the model's folder", Of(External(("location", "..\\w.bin"))) },
        { "no place in the model's folder", Of(External(("location", "")))},
        { "no place in the model's folder", Of(External()) },
        { "no place in the model's folder", Of(Node("Constant", "", Field(5, Outside(("location", "../w.bin"))))) },
        { "no place in the model's folder", Of(Node("Constant", "", Field(22, Field(2, Outside(("location", "../w.bin")))))) },
        { "no place in the model's folder", Of(Field(15, Field(1, Outside(("location", "../w.bin"))))) },
        { "no place in the model's folder", [.. Of(Node("f", "pkg")), .. Field(25, Utf8(1, "f"), Utf8(10, "pkg"), Field(11, Field(5, Outside(("location", "../w.bin")))))] },
        { "a link to another place", Of(External(("location", "link.bin"))) },
        { "not beside the model", Of(External(("location", "other.bin"))) },
        { "which has 12", Of(External(("location", "w.bin"), ("offset", "4"), ("length", "9"))) },
        { "which has 12", Of(External(("location", "w.bin"), ("offset", "9223372036854775807"), ("length", "9223372036854775807"))) },
        { "no number of bytes", Of(External(("location", "w.bin"), ("offset", "-4"))) },
        { "32 times", Enumerable.Range(0, 40).Aggregate(Of(Node("Add")), (_, depth) => Of(Nested(depth))) },
        { "beyond what it is a part of", [.. Field(1, 8), 0x3A, 0x7F, 0x0A] },
        { "beyond what it is a part of", Of(Node("Add"))[..^3] },
        { "ends within a number", [0x08, 0xFF] },
        { "more than ten bytes", [0x08, .. Enumerable.Repeat((byte)0xFF, 12)] },
        { "the number 0", [0x00, 0x01] },
        { "does not use", [0x0B, 0x01] },
        { "another kind", [0x38, 0x01] },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Run_harmlessModel_passes(string _, byte[] model) => OnnxCheck.Run(Written(model));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Run_modelThatBreaksARule_saysWhich(string problem, byte[] model)
    {
        var error = Assert.Throws<InvalidFileException>(() => OnnxCheck.Run(Written(model)));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("m.onnx", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("onnx.", error.Fault.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_moreThanTheLimits_isRefused()
    {
        var path = Written(Of(External(("location", "w.bin")), Node("Add"), Node("Sub")));
        Assert.Contains("onnx.size", Assert.Throws<InvalidFileException>(() => OnnxCheck.Run(path, new() { MostBytes = 20 })).Fault.Rule, StringComparison.Ordinal);
        Assert.Contains("onnx.operators", Assert.Throws<InvalidFileException>(() => OnnxCheck.Run(path, new() { MostOperators = 1 })).Fault.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_damagedModel_endsInNothingButARefusal()
    {
        var model = Of(External(("location", "w.bin"), ("offset", "4")), Node("If", "", Field(6, Node("Add"))));
        Gen.Select(Gen.Int[0, model.Length - 1], Gen.Byte, Gen.Int[0, model.Length]).Sample((at, value, length) =>
        {
            byte[] damaged = [.. model[..length]];
            if (at < length)
                damaged[at] = value;
            try
            {
                OnnxCheck.Run(Written(damaged));
            }
            catch (InvalidFileException)
            {
            }
        }, iter: 2000, threads: 1);
    }

    private static byte[] Nested(int depth) => depth == 0 ? Node("Add") : Node("If", "", Field(6, Nested(depth - 1)));

    private string Written(byte[] model)
    {
        if (!Directory.Exists(Path.Combine(_folder, "below")))
        {
            Directory.CreateDirectory(Path.Combine(_folder, "below"));
            File.WriteAllBytes(Path.Combine(_folder, "w.bin"), new byte[12]);
            File.WriteAllBytes(Path.Combine(_folder, "below", "w.bin"), new byte[4]);
            File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), "/etc/hostname");
        }

        var path = Path.Combine(_folder, "m.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }
}
