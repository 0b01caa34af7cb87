using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CsCheck;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Tests.Safetensors;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Place() => Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");

    private string WithHeader(string json, int dataBytes, byte[]? raw = null)
    {
        var header = raw ?? System.Text.Encoding.UTF8.GetBytes(json);
        var bytes = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        var path = Place();
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static readonly Gen<(TensorType Type, long[] Shape)> Kinds = Gen.Select(
        Gen.Enum<TensorType>(), Gen.Long[0, 4].Array[0, 4]);

    [Fact]
    public void Safetensors_any_tensors_come_back_as_written() =>
        Gen.Select(Gen.Dictionary(Gen.String, Kinds)[0, 6], Gen.Dictionary(Gen.String, Gen.String)[0, 4]).Sample((kinds, metadata) =>
        {
            kinds.Remove("__metadata__");
            // Elements of less than a byte must fill whole bytes.
            foreach (var name in kinds.Keys.Where(name => kinds[name].Type.ByteLength(TensorTypes.Count(kinds[name].Shape)!.Value) is null).ToList())
                kinds.Remove(name);
            if (kinds.Keys.Concat(metadata.SelectMany(pair => new[] { pair.Key, pair.Value })).Any(text => text.Any(char.IsSurrogate)))
                return;
            var tensors = kinds.Select(kind => (kind.Key, kind.Value.Type, kind.Value.Shape, Bytes(kind.Key, kind.Value))).ToList();
            var path = Place();
            SafetensorsWriter.Write(path, metadata, tensors);
            using var file = SafetensorsFile.Open(path);
            Assert.Equal(metadata, file.Metadata.ToDictionary());
            Assert.Equal(tensors.Count, file.Tensors.Count);
            foreach (var (name, type, shape, bytes) in tensors)
            {
                Assert.Equal(type, file[name].Type);
                Assert.Equal(shape, file[name].Shape);
                Assert.Equal(bytes.ToArray(), file.ReadBytes(name));
            }
        }, iter: 200, threads: 1);

    private static ReadOnlyMemory<byte> Bytes(string name, (TensorType Type, long[] Shape) kind)
    {
        var bytes = new byte[TensorTypes.Count(kind.Shape)!.Value * kind.Type.Bits() / 8];
        new Random(name.Length).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public void SafetensorsWriter_order_of_arguments_does_not_change_the_bytes()
    {
        (string, TensorType, long[], ReadOnlyMemory<byte>)[] tensors =
        [
            ("b", TensorType.U8, [3], new byte[] { 1, 2, 3 }),
            ("a", TensorType.F32, [1], new byte[] { 0, 0, 128, 63 }),
            ("重み", TensorType.I64, [], new byte[8]),
        ];
        var (one, two) = (Place(), Place());
        SafetensorsWriter.Write(one, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" }, tensors);
        SafetensorsWriter.Write(two, new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" }, tensors.Reverse());
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(one)) % 8);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void SafetensorsFile_floats_of_every_width_are_converted()
    {
        float[] numbers = [0, -1.5f, 2, 65504, float.PositiveInfinity];
        var path = Place();
        SafetensorsWriter.Write(path, NoMetadata,
        [
            ("f64", TensorType.F64, [5], MemoryMarshal.AsBytes<double>(numbers.Select(n => (double)n).ToArray()).ToArray()),
            ("f32", TensorType.F32, [5, 1], MemoryMarshal.AsBytes<float>(numbers).ToArray()),
            ("f16", TensorType.F16, [1, 5], MemoryMarshal.AsBytes<Half>(numbers.Select(n => (Half)n).ToArray()).ToArray()),
            ("bf16", TensorType.BF16, [3], new byte[] { 0, 0, 192, 191, 0, 64 }),
            ("i32", TensorType.I32, [1], new byte[4]),
        ]);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(numbers, file.ReadFloats("f64"));
        Assert.Equal(numbers, file.ReadFloats("f32"));
        Assert.Equal(numbers, file.ReadFloats("f16"));
        Assert.Equal([0, -1.5f, 2], file.ReadFloats("bf16"));
        Assert.Throws<NotSupportedException>(() => file.ReadFloats("i32"));
        Assert.Contains("bf16", Assert.Throws<KeyNotFoundException>(() => file.ReadBytes("none")).Message, StringComparison.Ordinal);
        var part = new byte[4];
        file.Read("bf16", 2, part);
        Assert.Equal([192, 191, 0, 64], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read("bf16", 3, part));
    }

    [Fact]
    public void SafetensorsFile_tensor_longer_than_a_chunk_is_read_whole()
    {
        var numbers = Enumerable.Range(0, 100_000).Select(n => (float)n).ToArray();
        var path = Place();
        SafetensorsWriter.Write(path, NoMetadata, [("x", TensorType.F32, [100_000], MemoryMarshal.AsBytes<float>(numbers).ToArray())]);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(numbers, file.ReadFloats("x"));
    }

    public static TheoryData<string, int, string> Malformed => new()
    {
        { "", 0, "does not begin with '{'" },
        { " {}", 0, "does not begin with '{'" },
        { "[]", 0, "does not begin with '{'" },
        { "{", 0, "not JSON" },
        { "{}x", 0, "not JSON" },
        { "{\"a\":1}", 0, "Expected an object" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"x\":1}}", 4, "no such field" },
        { "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, "field is there twice" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"shape\":[],\"data_offsets\":[0,4]}}", 4, "field is there twice" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", 4, "is absent" },
        { "{\"a\":{\"dtype\":\"F31\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, "unknown" },
        { "{\"a\":{\"dtype\":\"3\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, "unknown" },
        { "{\"a\":{\"dtype\":\"f32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, "unknown" },
        { "{\"a\":{\"dtype\":32,\"shape\":[],\"data_offsets\":[0,4]}}", 4, "Expected a string" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "whole number" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", 4, "whole number" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}", 4, "whole number" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "passes 2⁶³" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}", 4, "passes 2⁶³" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "the offsets span 4" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0]}}", 4, "Two numbers" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[4,0]}}", 4, "lies before the start" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}", 8, "hole" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6, "overlaps" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}", 8, "named twice" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 3, "holds 3 bytes" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 5, "belong to none" },
        { "{}", 1, "belong to none" },
        { "{\"__metadata__\":{\"a\":1}}", 0, "Expected a string" },
        { "{\"__metadata__\":{\"a\":\"1\",\"a\":\"1\"}}", 0, "key is there twice" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "field is there twice" },
        { "{\"__metadata__\":[]}", 0, "Expected an object" },
        { "{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4, "not text" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void SafetensorsFile_malformed_header_is_refused(string header, int dataBytes, string problem)
    {
        var path = WithHeader(header, dataBytes);
        var error = Assert.Throws<InvalidFileException>(() => SafetensorsFile.Open(path));
        Assert.Contains(problem, error.Fault.Problem, StringComparison.Ordinal);
        Assert.Equal(Path.GetFileName(path), error.Fault.File);
        Assert.NotNull(error.Fault.Byte);
    }

    [Theory]
    [InlineData(new byte[0], "takes 8")]
    [InlineData(new byte[] { 1, 0, 0, 0 }, "takes 8")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' }, "format allows")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "claims 3 bytes")]
    [InlineData(new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)'}' }, "not UTF-8")]
    public void SafetensorsFile_malformed_bytes_are_refused(byte[] bytes, string problem)
    {
        var path = Place();
        File.WriteAllBytes(path, bytes);
        Assert.Contains(problem, Assert.Throws<InvalidFileException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SafetensorsFile_any_changed_bytes_are_read_or_refused()
    {
        var path = Place();
        SafetensorsWriter.Write(path, new Dictionary<string, string> { ["k"] = "v" },
            [("w", TensorType.F32, [2, 2], new byte[16]), ("b", TensorType.I8, [3], new byte[3])]);
        var valid = File.ReadAllBytes(path);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Array[1, 6].Sample(changes =>
        {
            var bytes = valid.ToArray();
            foreach (var (at, value) in changes)
                bytes[at] = value;
            var changed = Place();
            File.WriteAllBytes(changed, bytes);
            try
            {
                using var file = SafetensorsFile.Open(changed);
                foreach (var name in file.Tensors.Keys)
                    file.ReadBytes(name);
            }
            catch (InvalidFileException)
            {
                // The only refusal there is.
            }
            File.Delete(changed);
        }, iter: 2_000, threads: 1);
    }

    [Fact]
    public void SafetensorsWriter_wrong_arguments_are_refused_and_leave_no_file()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Place(), NoMetadata, [("a", TensorType.F32, [2], new byte[4])]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Place(), NoMetadata, [("__metadata__", TensorType.U8, [1], new byte[1])]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Place(), NoMetadata,
            [("a", TensorType.U8, [1], new byte[1]), ("a", TensorType.U8, [1], new byte[1])]));
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
