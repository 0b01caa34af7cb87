using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Checks.Pickles;

namespace Tsumugi.Formats.Tests.Checks;

public sealed class PickleTests
{
    private static readonly string P2 = "\u0080\u0002";
    private static readonly string P4 = "\u0080\u0004";

    /// <summary>Opcodes, the import that must be seen, the gravest severity.</summary>
    public static TheoryData<string, string, Severity> Imports => new()
    {
        { Pickled.System0, "os.system", Severity.Refused },
        { "(cos\nsystem\nS'id'\no.", "os.system", Severity.Refused },
        { "(S'id'\nios\nsystem\n.", "os.system", Severity.Refused },
        { $"{P2}cposix\nsystem\nq\0X\u0002\0\0\0idq\u0001\u0085q\u0002Rq\u0003.", "posix.system", Severity.Refused },
        { Pickled.System4, "posix.system", Severity.Refused },
        { $"{P2}c__builtin__\neval\nX\u0001\0\0\01\u0085R.", "__builtin__.eval", Severity.Refused },
        { $"{P2}cbuiltins\nexec\nX\u0001\0\0\01\u0085R.", "builtins.exec", Severity.Refused },
        { $"{P2}cbuiltins\n__import__\nX\u0001\0\0\01\u0085R.", "builtins.__import__", Severity.Refused },
        { $"{P2}cbuiltins\ngetattr\n.", "builtins.getattr", Severity.Refused },
        { $"{P2}cwebbrowser\nopen\nU\u0001xR.", "webbrowser.open", Severity.Refused },
        { $"{P2}csubprocess\nPopen\n)\u0081.", "subprocess.Popen", Severity.Refused },
        { $"{P2}crunpy\n_run_code\n)}}\u0092.", "runpy._run_code", Severity.Refused },
        { $"{P2}cpip._internal\nmain\n)R.", "pip._internal.main", Severity.Refused },
        { $"{P2}ctorch.hub\nload\n)R.", "torch.hub.load", Severity.Refused },
        // A name that goes on by points, through an innocent-looking module.
        { $"{P4}{Pickled.Text("torch.serialization")}{Pickled.Text("os.system")}\u0093{Pickled.Text("id")}\u0085R.", "torch.serialization.os.system", Severity.Refused },
        { $"{P4}{Pickled.Text("numpy")}{Pickled.Text("ndarray.__class__")}\u0093.", "numpy.ndarray.__class__", Severity.Refused },
        // The module's name comes from the memo, by number and by MEMOIZE.
        { $"{P4}{Pickled.Text("os")}\u0094{Pickled.Text("system")}\u009400h\0h\u0001\u0093)R.", "os.system", Severity.Refused },
        { $"{P4}{Pickled.Text("os")}p7\n0{Pickled.Text("system")}q\t0g7\nh\t\u0093)R.", "os.system", Severity.Refused },
        { $"{P4}Nq\u0005{Pickled.Text("os")}\u00940h\u0001{Pickled.Text("system")}\u0093)R.", "os.system", Severity.Refused },
        { $"{P4}{Pickled.Text("os")}2{Pickled.Text("system")}\u0093)R.", "os.system", Severity.Refused },
        // Escapes in a text of protocol 0.
        { $"{P4}S'\\x6fs'\nS'sy\\163tem'\n\u0093)R.", "os.system", Severity.Refused },
        { $"{P4}V\\u006fs\nVsystem\n\u0093)R.", "os.system", Severity.Refused },
        // Frames and long forms.
        { $"{P4}\u0095\u0014\0\0\0\0\0\0\0\u008d\u0002\0\0\0\0\0\0\0osX\u0006\0\0\0system\u0093)R.", "os.system", Severity.Refused },
        { $"{P2}cmy_model\nNet\n)\u0081.", "my_model.Net", Severity.Held },
        { $"{P2}cbuiltins\nprint\n)R.", "builtins.print", Severity.Held },
        { $"{P2}ccollections\nOrderedDict\n)R.", "collections.OrderedDict", Severity.Marked },
        { Pickled.StateDict, "torch._utils._rebuild_tensor_v2", Severity.Marked },
    };

    [Theory]
    [MemberData(nameof(Imports))]
    public void PickleCheck_every_way_to_import_is_seen(string opcodes, string import, Severity worst)
    {
        var report = Checked.Run(Pickled.Of(opcodes), "model.pkl");
        Assert.Contains(import, report.Imports.Select(i => i.FullName));
        Assert.Equal(worst, report.Worst);
        Assert.Contains("pickle.present", report.Codes());
        Assert.DoesNotContain("pickle.malformed", report.Codes());
    }

    public static TheoryData<string, string> Findings => new()
    {
        { $"{P4}N\u0085{Pickled.Text("system")}\u0093)R.", "pickle.hidden-import" },
        { $"{P2}NU\u0001xR.", "pickle.computed-call" },
        { $"{P2}\u0082\u0005.", "pickle.extension" },
        { $"{P2}csys\nmodules\nU\u0001aNs.", "pickle.alters-import" },
        { $"{P2}ctorch\nTensor\n}}b.", "pickle.alters-import" },
        { $"{P2}cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\u0081}}b\u0001\u0002\u0003", "pickle.joblib-arrays" },
        { $"{P2}N", "pickle.cut-off" },
        { $"{P2}X\u0005\0\0\0abc", "pickle.cut-off" },
        { $"{P2}\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fabc", "pickle.cut-off" },
        { $"{P2}\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc", "pickle.cut-off" },
        { $"{P2}T\u00ff\u00ff\u00ff\u00ffabc.", "pickle.malformed" },
        { $"{P2}h\0.", "pickle.malformed" },
        { $"{P2}g-1\n.", "pickle.malformed" },
        { $"{P2}t.", "pickle.malformed" },
        { $"{P2}(R.", "pickle.malformed" },
        { $"{P2}.", "pickle.malformed" },
        { $"{P2}\u0099N.", "pickle.malformed" },
        { "\u0080\u0006N.", "pickle.malformed" },
        { $"{P2}N.garbage", "pickle.trailing" },
        { "", "kind.empty" },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public void PickleCheck_what_cannot_be_followed_is_said(string opcodes, string code)
    {
        var report = Checked.Run(Pickled.Of(opcodes), "a/model.pkl");
        Assert.Contains(code, report.Codes());
        Checked.AssertSound(report, "a/model.pkl");
    }

    [Fact]
    public void PickleCheck_malformation_is_said_with_its_byte()
    {
        var finding = Checked.Run(Pickled.Of($"{P2}NN\u00ff"), "m.pkl").Findings.Single(f => f.Code == "pickle.malformed");
        Assert.Equal(4, finding.Place.Byte);
        Assert.Equal("opcode 0xff", finding.Place.Field);
    }

    [Theory]
    [InlineData("model.pkl")]
    [InlineData("pytorch_model.bin")]
    [InlineData("data.dat")]
    [InlineData("no-ending")]
    [InlineData("picture.png")]
    public void PickleCheck_second_pickle_behind_a_harmless_one_is_seen_under_any_name(string path)
    {
        var report = Checked.Run(Pickled.Of($"{P2}N.{P2}].{Pickled.System4}"), path);
        Assert.Equal(Severity.Refused, report.Worst);
        Assert.Contains("posix.system", report.Imports.Select(i => i.FullName));
    }

    [Theory]
    [InlineData("readme.txt", "cos\nsin\ntan\n")]
    [InlineData("weights.bin", "cchr1\nabc\n(((")]
    [InlineData("notes", "I am a text.\nNot a pickle.")]
    [InlineData("a.dat", "N.")]
    public void PickleCheck_text_and_numbers_are_no_pickle(string path, string text) =>
        Assert.DoesNotContain(Checked.Run(text, path).Codes(), code => code.StartsWith("pickle", StringComparison.Ordinal));

    [Fact]
    public void PickleCheck_malicious_protocol_0_is_seen_under_a_text_name() =>
        Assert.Equal(Severity.Refused, Checked.Run(Pickled.System0, "notes.txt").Worst);

    [Theory]
    [InlineData("CRAM")]
    [InlineData("\u0089PNG\r\n\u001a\n")]
    public void PickleCheck_pickle_behind_another_magic_is_seen(string magic)
    {
        // 'C' with the length 'R' takes 82 bytes; the other begins NEWFALSE, PERSID.
        var filler = magic[0] == 'C' ? $"{magic}{new string('x', 80)}" : magic;
        var bytes = Pickled.Of(magic[0] == 'C' ? $"{filler}0{Pickled.System0}" : $"\u0089PNG\n0{Pickled.System0}");
        Assert.Contains("pickle.dangerous-import", Checked.Codes(bytes, "model.pt"));
    }

    [Fact]
    public void PickleCheck_torch_zip_is_walked_and_its_numbers_are_left_alone()
    {
        var zip = Zipped.Of(("m/data.pkl", Pickled.Of(Pickled.StateDict)), ("m/version", "3\n"u8.ToArray()), ("m/data/0", [0x1F, 0x8B, 8, 0, 1, 2]));
        var report = Checked.Run(zip, "model.pt");
        Assert.Equal(Tsumugi.Formats.Checks.Sniffing.FileKind.TorchZip, report.Sniff.Kind);
        Assert.Equal(["pickle.present"], report.Codes());
        Assert.Equal("m/data.pkl", report.Findings[0].Place.Entry);
        Assert.Contains("torch.FloatStorage", report.Imports.Select(i => i.FullName));
    }

    [Theory]
    [InlineData("m/data.pkl")]
    [InlineData("m/other")]
    [InlineData("m/data/evil.pkl")]
    public void PickleCheck_malicious_pickle_in_a_torch_zip_is_refused(string name)
    {
        var zip = Zipped.Of((name, Pickled.Of(Pickled.System4)), ("n/data.pkl", Pickled.Of(Pickled.StateDict)));
        Assert.Contains("pickle.dangerous-import", Checked.Codes(zip, "model.pt"));
        Assert.Contains("pickle.dangerous-import", Checked.Codes(zip, "model.zip"));
    }

    [Fact]
    public void PickleCheck_protocol_0_that_looks_like_a_table_is_seen_alone_and_in_an_archive()
    {
        var bytes = Pickled.Of("(lp0\nS'a,b'\naS'a,b'\nacos\nsystem\n(S'id,x'\ntR.");
        Assert.Contains("pickle.dangerous-import", Checked.Codes(bytes, "m.pkl"));
        Assert.Contains("pickle.dangerous-import", Checked.Codes(Zipped.Of(("m.pkl", bytes)), "a.zip"));
        byte[] table = [.. "V,\nV,\nV,\nV,\nV,\n"u8, .. Pickled.Of("0000cos\nsystem\n(S'id'\ntR.")];
        Assert.Equal(Tsumugi.Formats.Checks.Sniffing.FileKind.Csv, Tsumugi.Formats.Checks.Sniffing.FileSniffer.Of(table.AsSpan(0, 15), "m.csv"));
        Assert.Contains("pickle.dangerous-import", Checked.Codes(Zipped.Of(("m.pkl", table)), "a.zip"));
    }

    [Fact]
    public void PickleCheck_tar_under_a_pickles_name_within_an_archive_is_held() => Assert.Equal(["archive.not-looked-into"],
        Checked.Codes(Zipped.Of(("m.pkl", Zipped.Tar(Zipped.File("a", [1])))), "a.zip"));

    [Fact]
    public void PickleCheck_torchscript_is_marked() => Assert.Contains("pickle.torchscript", Checked.Codes(
        Zipped.Of(("m/data.pkl", Pickled.Of(Pickled.StateDict)), ("m/code/__torch__.py", "x"u8.ToArray())), "m.pt"));

    [Theory]
    [InlineData("pickle.present", "")]
    [InlineData("pickle.dangerous-import", "cos\nsystem\n(S'id'\ntR0")]
    public void PickleCheck_legacy_torch_file_ends_after_five_pickles(string code, string within)
    {
        var magic = $"{P2}\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";
        var file = Pickled.Of($"{magic}{P2}M\u00e9\u0003.{P2}}}.{P2}{within}{Pickled.StateDict[2..]}{P2}].\u0001\0\0\0\0\0\0\0\u00ff\u00fe");
        var codes = Checked.Codes(file, "old.pth");
        Assert.Contains(code, codes);
        Assert.Equal(within.Length == 0 ? 1 : 2, codes.Length);
    }

    [Theory]
    [InlineData("'|O'", true)]
    [InlineData("[('a', '<f8'), ('b', '|O')]", true)]
    [InlineData("'i4,O'", true)]
    [InlineData("'object'", true)]
    [InlineData("'\\x4f'", true)]
    [InlineData("'<f8'", false)]
    [InlineData("[('object_id', '<i8'), ('O', '<U3')]", false)]
    public void PickleCheck_npy_objects_are_walked(string descr, bool objects)
    {
        var header = $"{{'descr': {descr}, 'fortran_order': False, 'shape': (1,), }}\n";
        var prefix = new byte[10];
        "\u0093NUMPY\u0001\0".Select(c => (byte)c).ToArray().CopyTo(prefix, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(prefix.AsSpan(8), (ushort)header.Length);
        byte[] file = [.. prefix, .. Encoding.ASCII.GetBytes(header), .. Pickled.Of(Pickled.System4)];
        Assert.Equal(objects, Checked.Codes(file, "a.npy").Contains("pickle.dangerous-import"));
        Assert.Equal(objects, Checked.Codes(Zipped.Of(("a.npy", file)), "a.npz").Contains("npy.objects"));
    }

    [Fact]
    public void PickleCheck_joblib_compressed_with_zlib_is_walked()
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(Pickled.Of(Pickled.System4));
        Assert.Contains("pickle.dangerous-import", Checked.Codes(bytes.ToArray(), "model.joblib"));
        Assert.Contains("pickle.cut-off", Checked.Codes(bytes.ToArray()[..12], "model.joblib"));
    }

    [Fact]
    public void PickleCheck_large_memo_is_bounded_and_held_not_refused()
    {
        // Seven hundred thousand texts in the memo, then an import by a number that is forgotten.
        var pickle = new StringBuilder(P4).Append(']');
        for (var i = 0; i < 700_000; i++)
            pickle.Append('\u008c').Append('\u0002').Append("os").Append('\u0094').Append('0');
        pickle.Append('j').Append("\u005f\u00ae\n\0").Append(Pickled.Text("system")).Append("\u0093)R.");
        Assert.Equal(Severity.Held, Checked.Run(Pickled.Of(pickle.ToString()), "m.pkl").Worst);
    }

    [Theory]
    [InlineData("torch", "FloatStorage", ImportClass.Innocent)]
    [InlineData("numpy.core.multiarray", "_reconstruct", ImportClass.Innocent)]
    [InlineData("numpy._core.multiarray", "_reconstruct", ImportClass.Innocent)]
    [InlineData("torch", "load", ImportClass.Dangerous)]
    [InlineData("torch", "os.system", ImportClass.Dangerous)]
    [InlineData("os.path", "join", ImportClass.Dangerous)]
    [InlineData("builtins", "int", ImportClass.Innocent)]
    [InlineData("builtins", "int.__class__", ImportClass.Dangerous)]
    [InlineData("sklearn.svm._classes", "SVC", ImportClass.Unknown)]
    [InlineData("", "", ImportClass.Unknown)]
    public void ImportPolicy_sorts(string module, string name, ImportClass expected) => Assert.Equal(expected, ImportPolicy.Of(module, name));
}
