using System.IO.Compression;
using System.Runtime.InteropServices;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Formats.Torch;
using static Tsumugi.Formats.Tests.Torch.Checkpoint;

namespace Tsumugi.Formats.Tests.Torch;

public sealed class TorchFileTests
{
    private static readonly byte[] Twelve = MemoryMarshal.AsBytes<float>(Enumerable.Range(0, 12).Select(i => i + 0.5f).ToArray()).ToArray();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, new[] { 3, 4 }, new[] { 4, 1 }, "0 1 2 3 4 5 6 7 8 9 10 11")]
    [InlineData(0, new[] { 4, 3 }, new[] { 1, 4 }, "0 4 8 1 5 9 2 6 10 3 7 11")]
    [InlineData(5, new[] { 2, 2 }, new[] { 4, 1 }, "5 6 9 10")]
    [InlineData(0, new[] { 2, 3, 2 }, new[] { 6, 1, 3 }, "0 3 1 4 2 5 6 9 7 10 8 11")]
    [InlineData(7, new int[0], new int[0], "7")]
    [InlineData(2, new[] { 3 }, new[] { 0 }, "2 2 2")]
    [InlineData(11, new[] { 1, 1 }, new[] { 900, 7 }, "11")]
    [InlineData(0, new[] { 0, 4 }, new[] { 4, 1 }, "")]
    public void A_view_comes_out_row_major(int offset, int[] shape, int[] strides, string expected)
    {
        using var file = Open(Of(Dictionary(("w", Tensor("FloatStorage", "0", 12, offset, shape, strides))), ("0", Twelve)));
        var tensor = file.Tensors["w"];
        Assert.Equal(shape.Select(length => (long)length), tensor.Shape);
        Assert.Equal(expected, string.Join(' ', MemoryMarshal.Cast<byte, float>(Bytes(file, tensor)).ToArray().Select(number => $"{number - 0.5f}")));
    }

    [Fact]
    public void Every_type_of_number_keeps_its_bytes()
    {
        var types = new[]
        {
            ("FloatStorage", TensorType.F32, 4), ("DoubleStorage", TensorType.F64, 8), ("HalfStorage", TensorType.F16, 2), ("BFloat16Storage", TensorType.BF16, 2),
            ("LongStorage", TensorType.I64, 8), ("IntStorage", TensorType.I32, 4), ("ShortStorage", TensorType.I16, 2), ("CharStorage", TensorType.I8, 1),
            ("ByteStorage", TensorType.U8, 1), ("BoolStorage", TensorType.BOOL, 1), ("ComplexFloatStorage", TensorType.C64, 8),
        };
        var bytes = new byte[24];
        new Random(4).NextBytes(bytes);
        using var file = Open(Of(Dictionary([.. types.Select(type => (type.Item1, Tensor(type.Item1, "0", 24 / type.Item3, 0, [24 / type.Item3], [1])))]), ("0", bytes)));
        foreach (var (name, type, _) in types)
        {
            Assert.Equal(type, file.Tensors[name].Type);
            Assert.Equal(bytes, Bytes(file, file.Tensors[name]));
        }
    }

    [Fact]
    public void Nested_names_are_joined_and_plain_values_left_out()
    {
        var tensor = Tensor("FloatStorage", "0", 12, 0, [12], [1]);
        var inner = $"}}({Written("layer.weight")}{tensor}u";
        using var file = Open(Of(Dictionary(("state_dict", inner), ("epoch", "K\u0007"), ("list", $"]({tensor}N\u0088e"), ("rate", "G\u003f\u00f0\0\0\0\0\0\0")), ("0", Twelve)));
        Assert.Equal(["list.0", "state_dict.layer.weight"], file.Tensors.Keys);
        Assert.Equal(["epoch", "list.1", "list.2", "rate"], file.LeftOut.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tied_tensors_are_written_once_and_named_in_the_metadata()
    {
        var one = Tensor("FloatStorage", "0", 12, 0, [12], [1]);
        using var file = Open(Of(Dictionary(("z.weight", one), ("a.weight", one), ("half", Tensor("FloatStorage", "0", 12, 0, [6], [1]))), ("0", Twelve)));
        var path = Path.Combine(Directory.CreateTempSubdirectory("tsumugi-test-").FullName, "model.safetensors");
        TorchToSafetensors.Write(file, "model.bin", path);
        using var written = SafetensorsFile.Open(path);
        Assert.Equal(["a.weight", "half"], written.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("a.weight", written.Metadata["z.weight"]);
        Assert.Equal("pt", written.Metadata["format"]);
        Assert.Equal(Twelve, written.ReadBytes("a.weight"));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("\u0080\u0002cos\nsystem\nX\u0002\0\0\0id\u0085R.", "os.system")]
    [InlineData("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093.", "posix.system")]
    [InlineData("\u0080\u0002ctorch.storage\n_load_from_bytes\n.", "_load_from_bytes")]
    [InlineData("\u0080\u0002ctorch\nload\n.", "torch.load")]
    [InlineData("\u0080\u0002ctorch\nFloatStorage\n)R.", "called otherwise")]
    [InlineData("\u0080\u0002K\u0001K\u0002\u0085R.", "no name")]
    [InlineData("\u0080\u0002K\u0001Q.", "no storage")]
    [InlineData("\u0080\u0002}K\u0001b.", "no dictionary")]
    [InlineData("\u0080\u0002K\u0001K\u0002b.", "no dictionary")]
    [InlineData("\u0080\u0002h\u0009.", "Nothing was kept")]
    [InlineData("\u0080\u0002.", "lacking")]
    [InlineData("\u0080\u0002(t", "")]
    [InlineData("\u0080\u0002)\u0081.", "opcode 0x81")]
    [InlineData("\u0080\u0002ccollections\nOrderedDict\n.", "other than tensors")]
    [InlineData("\u0080\u0002]q\0h\0a.", "nested")]
    public void What_is_no_tensor_is_refused_and_nothing_of_it_is_run(string pickle, string named)
    {
        var error = Assert.Throws<InvalidFileException>(() => Open(Of(pickle, ("0", Twelve))));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("torch.save", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 12, 1, new[] { 12 }, new[] { 1 })]
    [InlineData("0", 12, 0, new[] { 2, 3 }, new[] { 12, 1 })]
    [InlineData("0", 13, 0, new[] { 13 }, new[] { 1 })]
    [InlineData("1", 12, 0, new[] { 12 }, new[] { 1 })]
    [InlineData("0", 12, 0, new[] { 12 }, new[] { 1, 1 })]
    [InlineData("0", 12, -1, new[] { 2 }, new[] { 1 })]
    [InlineData("0", 12, 0, new[] { -2 }, new[] { 1 })]
    [InlineData("0", 12, 0, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, new[] { 0, 0, 0 })]
    [InlineData("0", 12, 0, new[] { 1 << 20 }, new[] { 0 })]
    [InlineData("0", int.MaxValue, 0, new[] { 3, 2 }, new[] { int.MaxValue, int.MaxValue })]
    public void A_view_beyond_its_storage_is_refused(string storage, int count, int offset, int[] shape, int[] strides) =>
        Assert.Throws<InvalidFileException>(() => Open(Of(Dictionary(("w", Tensor("FloatStorage", storage, count, offset, shape, strides))), ("0", Twelve))));

    [Fact]
    public void Numbers_that_are_to_be_negated_are_refused()
    {
        var negated = Tensor("FloatStorage", "0", 12, 0, [12], [1]).Replace(")RtR", $")R}}{Written("neg")}\u0088stR", StringComparison.Ordinal);
        Assert.Contains("called otherwise", Assert.Throws<InvalidFileException>(() => Open(Of(Dictionary(("w", negated)), ("0", Twelve)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_big_endian_and_older_files_are_refused()
    {
        var pickle = Dictionary(("w", Tensor("FloatStorage", "0", 12, 0, [12], [1])));
        Assert.Contains("packed", Assert.Throws<InvalidFileException>(() => Open(Of(pickle, "little", CompressionLevel.Optimal, ("0", new byte[48])))).Message, StringComparison.Ordinal);
        Assert.Contains("little-endian", Assert.Throws<InvalidFileException>(() => Open(Of(pickle, "big", CompressionLevel.NoCompression, ("0", Twelve)))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidFileException>(() => Open([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, .. new byte[100]]));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_clearly()
    {
        var whole = Of(Dictionary(("w", Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1]))), ("0", Twelve));
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidFileException>(() => Open(whole[..length]));
    }

    [Fact]
    public void A_changed_byte_gives_tensors_or_a_clear_refusal()
    {
        var whole = Of(Dictionary(("w", Tensor("FloatStorage", "0", 12, 0, [4, 3], [1, 4])), ("n", "K\u0001")), ("0", Twelve));
        var random = new Random(11);
        for (var i = 0; i < 4_000; i++)
        {
            var changed = whole.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                using var file = Open(changed);
                foreach (var tensor in file.Tensors.Values)
                    file.CopyTo(tensor, Stream.Null);
            }
            catch (InvalidFileException)
            {
            }
        }
    }

    /// <summary>A network that others trained and saved; its licence keeps it out of the repository.</summary>
    [Theory]
    [InlineData("anarcii_antibody_4_1_128_512.pt")]
    [InlineData("anarcii_classifii.pt")]
    public void A_real_checkpoint_gives_every_number_it_holds(string name)
    {
        var path = RealData.Path($"weights/{name}");
        using var file = TorchFile.Open(File.OpenRead(path), name, Stop);
        Assert.Equal(36, file.Tensors.Count);
        Assert.Empty(file.LeftOut);
        using var zip = ZipFile.OpenRead(path);
        foreach (var tensor in file.Tensors.Values)
        {
            using var stored = zip.Entries.Single(entry => entry.FullName.EndsWith($"/data/{tensor.Storage}", StringComparison.Ordinal)).Open();
            using var bytes = new MemoryStream();
            stored.CopyTo(bytes);
            Assert.Equal(bytes.ToArray(), Bytes(file, tensor));
        }
    }

    private static TorchFile Open(byte[] bytes) => TorchFile.Open(new MemoryStream(bytes), "model.bin", Stop);

    private static byte[] Bytes(TorchFile file, TorchTensor tensor)
    {
        using var bytes = new MemoryStream();
        file.CopyTo(tensor, bytes);
        return bytes.ToArray();
    }
}
