using System.Text;
using CsCheck;
using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Tests.Checks;

/// <summary>Cut and changed files end in findings: nothing is thrown and nothing loops.</summary>
public sealed class DamagedFileTests
{
    private static readonly Dictionary<string, byte[]> Whole = new()
    {
        ["m.safetensors"] = Safetensors(),
        ["m.pkl"] = Pickled.Of(Pickled.StateDict),
        ["four.pkl"] = Pickled.Of(Pickled.System4),
        ["zero.pkl"] = Pickled.Of(Pickled.System0),
        ["m.pt"] = Zipped.Of(("m/data.pkl", Pickled.Of(Pickled.StateDict)), ("m/data/0", [1, 2, 3, 4])),
        ["a.zip"] = Zipped.Of(("a/b.csv", "id,氏名\n1,山田\n"u8.ToArray()), ("c.pkl", Pickled.Of(Pickled.System0)), ("d.zip", Zipped.Of(("e", [1, 2, 3])))),
        ["a.tar"] = Zipped.Tar(Zipped.File("a", new byte[700]), Zipped.File(new string('x', 200), [1])),
        ["a.tar.gz"] = Zipped.Gzip(Zipped.Tar(Zipped.File("a.pkl", Pickled.Of(Pickled.System4)))),
        ["t.vcf.gz"] = Zipped.Gzip("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\n"u8.ToArray()),
        ["t.sam"] = "@HD\tVN:1.6\n@RG\tID:1\tSM:A\n"u8.ToArray(),
        ["t.bam"] = Zipped.Gzip([.. "BAM\u0001"u8, 12, 0, 0, 0, .. "@RG\tSM:A\tX:Y"u8]),
        ["t.cram"] = [.. "CRAM"u8, 3, 0, .. new byte[20], 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 5, 0, 0, 0, .. "@RG\tS"u8],
        ["t.csv"] = Encoding.UTF8.GetBytes("id,\"mail\"\n1,\"taro@example.jp\"\n2,090-1111-2222\n"),
        ["a.npy"] = [0x93, .. "NUMPY"u8, 1, 0, 40, 0, .. "{'descr': '|O', 'shape': (1,)}          "u8, .. Pickled.Of(Pickled.System4)],
    };

    public static TheoryData<string> Names => [.. Whole.Keys];

    private static byte[] Safetensors()
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-checks-").FullName;
        SafetensorsWriter.Write(Path.Combine(folder, "m"), new Dictionary<string, string> { ["k"] = "v" },
            [("w", TensorType.F32, [2, 2], new byte[16]), ("b", TensorType.I8, [3], new byte[3])]);
        var bytes = File.ReadAllBytes(Path.Combine(folder, "m"));
        Directory.Delete(folder, recursive: true);
        return bytes;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FileChecks_file_cut_at_every_sixteenth_is_never_clean(string name)
    {
        var whole = Whole[name];
        for (var part = 0; part < 16; part++)
        {
            var report = Checked.Run(whole[..(whole.Length * part / 16)], name);
            Checked.AssertSound(report, name);
            // A text that is cut off is a text.
            if (!name.EndsWith(".csv", StringComparison.Ordinal))
                Assert.NotEmpty(report.Findings);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FileChecks_any_changed_bytes_end_in_a_report(string name)
    {
        var whole = Whole[name];
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in changes)
                bytes[at] = value;
            Checked.AssertSound(Checked.Run(bytes, name), name);
        }, iter: 1_500, threads: 1);
    }

    [Fact]
    public void FileChecks_any_bytes_under_any_name_end_in_a_report()
    {
        var letters = "()0125BCGIJKLMNPQRSTUVX]abcdeghijlopqrstu}.\n\u0080\u0081\u0085\u008c\u0093\u0094".Select(c => (byte)c).ToArray();
        var names = Whole.Keys.ToArray();
        // Every other byte on average is an opcode.
        var opcodes = Gen.Select(Gen.Bool, Gen.Byte, Gen.Int[0, letters.Length - 1], (any, value, letter) => any ? value : letters[letter]);
        Gen.Select(Gen.Int[0, names.Length - 1].Select(i => names[i]), opcodes.Array[0, 60]).Sample((name, bytes) =>
            Checked.AssertSound(Checked.Run(bytes, name), name), iter: 20_000, threads: 1);
    }

    [Fact]
    public void FileChecks_valid_safetensors_of_the_writer_has_no_finding()
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-checks-").FullName;
        var path = Path.Combine(folder, "m.safetensors");
        var kinds = Gen.Select(Gen.Enum<TensorType>(), Gen.Long[0, 4].Array[0, 4]);
        Gen.Dictionary(Gen.String.AlphaNumeric, kinds)[0, 6].Sample(tensors =>
        {
            SafetensorsWriter.Write(path, new Dictionary<string, string>(), tensors
                .Where(t => t.Value.Item1.ByteLength(TensorTypes.Count(t.Value.Item2)!.Value) is not null)
                .Select(t => (t.Key, t.Value.Item1, t.Value.Item2, (ReadOnlyMemory<byte>)new byte[t.Value.Item1.ByteLength(TensorTypes.Count(t.Value.Item2)!.Value)!.Value])));
            using var file = File.OpenRead(path);
            Assert.Empty(FileChecks.Run(file, "m.safetensors").Findings);
        }, iter: 200, threads: 1);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void FileChecks_cancelled_run_stops() => Assert.Throws<OperationCanceledException>(() =>
        FileChecks.Run(new MemoryStream(Whole["a.tar.gz"]), "a.tar.gz", new CancellationToken(canceled: true)));
}
