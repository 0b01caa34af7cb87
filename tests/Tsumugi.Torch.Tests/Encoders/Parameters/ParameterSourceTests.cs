using System.Buffers.Binary;
using System.Text.Json;
using Tsumugi.Formats;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Formats.Torch;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;
using Tsumugi.Torch.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Encoders.Parameters;

public sealed class ParameterSourceTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    /// <summary>-2, 0 and 1.5 (1 in whole numbers) in each type's own bytes.</summary>
    public static TheoryData<TensorType, string, float[]> Types => new()
    {
        { TensorType.F64, "00000000000000C0 0000000000000000 000000000000F83F", [-2, 0, 1.5f] },
        { TensorType.F32, "000000C0 00000000 0000C03F", [-2, 0, 1.5f] },
        { TensorType.F16, "00C0 0000 003E", [-2, 0, 1.5f] },
        { TensorType.BF16, "00C0 0000 C03F", [-2, 0, 1.5f] },
        { TensorType.I64, "FEFFFFFFFFFFFFFF 0000000000000000 0100000000000000", [-2, 0, 1] },
        { TensorType.I32, "FEFFFFFF 00000000 01000000", [-2, 0, 1] },
        { TensorType.I16, "FEFF 0000 0100", [-2, 0, 1] },
        { TensorType.I8, "FE 00 01", [-2, 0, 1] },
        { TensorType.U8, "FE 00 01", [254, 0, 1] },
        { TensorType.BOOL, "01 00 01", [1, 0, 1] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadFloats_anyType_isTheNumberItStandsFor(TensorType type, string bytes, float[] expected)
    {
        var path = Write("m.safetensors", ("w", type, [3], Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))));
        using var source = ParameterSources.Open(path);
        Assert.Equal(type, source.Parameters["w"].Type);
        Assert.Equal(expected, source.ReadFloats("w"));
    }

    [Fact]
    public void Load_aTensorOfMoreThanOneBlock_intoViewsOfOne()
    {
        float[] numbers = [.. Enumerable.Range(0, 600_000).Select(i => (float)i)];
        var path = Write("m.safetensors", Floats("query", [2, 300_000], numbers), Floats("key", [300_000], numbers[..300_000]), Floats("inv_freq", [1], [1]));
        var fused = zeros(3, 300_000);
        using var source = ParameterSources.Open(path);
        ParameterFile.Load(source, [("query", fused.narrow(0, 0, 2)), ("key", fused[2])], name => name == "inv_freq");
        Assert.Equal([.. numbers, .. numbers[..300_000]], fused.data<float>().ToArray());
    }

    [Fact]
    public void Load_anyFault_isListedAndNothingIsCopied()
    {
        var path = Write("m.safetensors", Floats("fits", [2], [1, 2]), Floats("shape", [2], [1, 2]), Floats("more", [1], [1]), Floats("whole", [1], [1]), ("tiny", TensorType.F8_E4M3, [1], new byte[1]));
        var fits = zeros(2);
        using var source = ParameterSources.Open(path);
        var error = Assert.Throws<ParameterMismatchException>(() => ParameterFile.Load(
            source, [("fits", fits), ("shape", zeros(3)), ("less", zeros(1)), ("whole", zeros(1, ScalarType.Int64)), ("tiny", zeros(1))]));
        Assert.Equal(["missing less", "shape is [2], not [3]", "tiny is F8_E4M3, not Float32", "unexpected more", "whole is F32, not Int64"], error.Faults);
        Assert.Equal([0f, 0f], fits.data<float>().ToArray());
    }

    [Fact]
    public void Open_tiedTensors_areThereUnderAllNames()
    {
        var path = Path.Combine(_folder.Path, "m.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, string> { ["head.weight"] = "embed.weight", ["format"] = "pt" }, [Floats("embed.weight", [2], [3, 4])]);
        using var source = ParameterSources.Open(path);
        Assert.Equal(["embed.weight", "head.weight"], source.Parameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([3f, 4f], source.ReadFloats("head.weight"));
    }

    [Fact]
    public void Open_folderOfShards_isOneModel()
    {
        Write("a-1.safetensors", Floats("one", [1], [1]), Floats("two", [1], [2]));
        Write("a-2.safetensors", Floats("three", [1], [3]));
        Index(("one", "a-1.safetensors"), ("two", "a-1.safetensors"), ("three", "a-2.safetensors"));
        using var source = ParameterSources.Open(_folder.Path);
        Assert.Equal([1f, 3f, 2f], source.Parameters.Keys.Order(StringComparer.Ordinal).Select(name => source.ReadFloats(name)[0]));
    }

    [Theory]
    [InlineData("""{"weight_map": {"one": "../a.safetensors"}}""", "own folder")]
    [InlineData("""{"weight_map": {"one": "/etc/a.safetensors"}}""", "own folder")]
    [InlineData("""{"weight_map": {"one": "model.safetensors.index.json"}}""", "own folder")]
    [InlineData("""{"weight_map": {"one": null}}""", "own folder")]
    [InlineData("""{"weight_map": {"one": "b.safetensors"}}""", "not beside the index")]
    [InlineData("""{"weight_map": {"two": "a.safetensors"}}""", "does not hold it")]
    [InlineData("""{"weight_map": {"one": "a.safetensors", "one": "a.safetensors"}}""", "no index")]
    [InlineData("""{"weight_map": ["a.safetensors"]}""", "no index")]
    [InlineData("""{}""", "no index")]
    [InlineData("""[""", "no index")]
    public void Open_badIndex_saysWhy(string json, string problem)
    {
        Write("a.safetensors", Floats("one", [1], [1]));
        var path = Path.Combine(_folder.Path, "model.safetensors.index.json");
        File.WriteAllText(path, json);
        var error = Assert.Throws<InvalidFileException>(() => ParameterSources.Open(path));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("model.safetensors.index.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_tensorThatTheIndexLeavesOut_isRefused()
    {
        Write("a.safetensors", Floats("one", [1], [1]), Floats("stray", [1], [1]));
        Index(("one", "a.safetensors"));
        Assert.Contains("stray", Assert.Throws<InvalidFileException>(() => ParameterSources.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.h5")]
    [InlineData("")]
    public void Open_otherFile_listsWhatIsRead(string name) =>
        Assert.Contains(".safetensors", Assert.ThrowsAny<IOException>(() => ParameterSources.Open(Path.Combine(_folder.Path, name))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_checkpointOfPyTorch_givesTheNumbersOfItsConversion()
    {
        var path = SharedData.File("weights", "anarcii_antibody_4_1_128_512.pt");
        var converted = Path.Combine(_folder.Path, "m.safetensors");
        using (var checkpoint = TorchFile.Open(File.OpenRead(path), "m.pt", TestContext.Current.CancellationToken))
            TorchToSafetensors.Write(checkpoint, "m.pt", converted);
        using var first = ParameterSources.Open(path);
        using var second = ParameterSources.Open(converted);
        Assert.Equal(36, first.Parameters.Count);
        Assert.Equal(first.Parameters.Keys.Order(StringComparer.Ordinal), second.Parameters.Keys.Order(StringComparer.Ordinal));
        Assert.All(first.Parameters.Keys, name => Assert.Equal(first.ReadFloats(name), second.ReadFloats(name)));
    }

    private static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Bytes) Floats(string name, long[] shape, float[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), numbers[i]);
        return (name, TensorType.F32, shape, bytes);
    }

    private string Write(string name, params (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Bytes)[] tensors)
    {
        var path = Path.Combine(_folder.Path, name);
        SafetensorsWriter.Write(path, NoMetadata, tensors);
        return path;
    }

    private void Index(params (string Tensor, string File)[] map) => File.WriteAllText(
        Path.Combine(_folder.Path, "model.safetensors.index.json"),
        JsonSerializer.Serialize(new Dictionary<string, Dictionary<string, string>> { ["weight_map"] = map.ToDictionary(row => row.Tensor, row => row.File) }));
}
