using Tsumugi.Formats;
using Tsumugi.Formats.Onnx;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Onnx;
using Tsumugi.Torch.Tests.Training;

namespace Tsumugi.Torch.Tests.Onnx;

public sealed class OnnxSessionTests : IDisposable
{
    private readonly Folder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>y = x · w + bias, where x and bias have as many rows as they like, but the same.</summary>
    private static OnnxGraph Affine()
    {
        var graph = new OnnxGraph("affine");
        var x = graph.Input("x", TensorType.F32, "batch", 3);
        var bias = graph.Input("bias", TensorType.F32, "batch", 2);
        var product = graph.Node("MatMul", "product", [x, graph.Floats("w", [3, 2], 1, 2, 3, 4, 5, 6)]);
        graph.Output(graph.Node("Add", "y", [product, bias]), TensorType.F32, "batch", 2);
        return graph;
    }

    [Fact]
    public void Run_namedTensors_givesNamedTensors()
    {
        using var session = Open(Affine(), threads: 2);
        var given = session.Run(Given([2, 3], [2, 2]), ["y"], Stop);
        Assert.Equal([2L, 2], given["y"].Shape);
        Assert.Equal([10f, 13, 10, 13], given["y"].Values<float>());
    }

    [Fact]
    public void Run_inputsThatDoNotFit_listsEveryFault()
    {
        using var session = Open(Affine());
        Assert.Equal(
            ["'bias' is missing; it is F32 [batch, 2]", "'bais' is none of the model's inputs, which are x, bias"],
            Faults(new() { ["x"] = Ones(1, 3), ["bais"] = Ones(1, 2) }));
        Assert.Equal(
            ["'x' is F32 [3], not F32 [batch, 3]", "'bias' is I64 [1, 2], not F32 [batch, 2]"],
            Faults(new() { ["x"] = Ones(3), ["bias"] = OnnxTensor.Of<long>([1, 1], 1, 2) }));
        Assert.Equal(
            ["'x' has the length 4 in dimension 1, not 3", "'bias' has the length 5 in dimension 0, but 'x' says that batch is 2"],
            Faults(Given([2, 4], [5, 2])));
        Assert.Equal(
            ["'x' has 12 bytes, which do not fill F32 [2, 3]"],
            Faults(new() { ["x"] = Ones(1, 3) with { Shape = [2, 3] }, ["bias"] = Ones(2, 2) }));
        Assert.Equal(["'z' is none of the model's outputs, which are y"], Faults(Given([1, 3], [1, 2]), "z"));

        IReadOnlyList<string> Faults(Dictionary<string, OnnxTensor> inputs, params string[]? outputs) =>
            Assert.Throws<OnnxInputException>(() => session.Run(inputs, outputs is [] ? null : outputs, Stop)).Faults;
    }

    [Theory]
    [InlineData(TensorType.F32, "0000C03F")]
    [InlineData(TensorType.F64, "000000000000F83F")]
    [InlineData(TensorType.F16, "003E")]
    [InlineData(TensorType.I64, "FEFFFFFFFFFFFFFF")]
    [InlineData(TensorType.I32, "FEFFFFFF")]
    [InlineData(TensorType.I16, "FEFF")]
    [InlineData(TensorType.I8, "FE")]
    [InlineData(TensorType.U64, "FEFFFFFFFFFFFFFF")]
    [InlineData(TensorType.U32, "FEFFFFFF")]
    [InlineData(TensorType.U16, "FEFF")]
    [InlineData(TensorType.U8, "FE")]
    [InlineData(TensorType.BOOL, "01")]
    public void Run_anyType_keepsItsBytes(TensorType type, string bytes)
    {
        var graph = new OnnxGraph("same");
        graph.Output(graph.Node("Identity", "y", [graph.Input("x", type, "n")]), type, "n");
        using var session = Open(graph);
        var given = session.Run(new Dictionary<string, OnnxTensor> { ["x"] = new(type, [1], Convert.FromHexString(bytes)) }, null, Stop)["y"];
        Assert.Equal(type, given.Type);
        Assert.Equal(bytes, Convert.ToHexString(given.Bytes.Span));
    }

    [Fact]
    public void Run_manyAtOnce_eachGetsItsOwn()
    {
        using var session = Open(Affine());
        Parallel.For(0, 200, i =>
        {
            var inputs = new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Of<float>([i, 0, 0], 1, 3), ["bias"] = Ones(1, 2) };
            Assert.Equal([i + 1f, 2 * i + 1f], session.Run(inputs, null, Stop)["y"].Values<float>());
        });
    }

    /// <summary>Some 3 · 10¹² operations, of which few are done.</summary>
    [Fact]
    public async Task Run_stopped_ends()
    {
        var graph = new OnnxGraph("long");
        var x = graph.Input("x", TensorType.F32, 1500, 1500);
        for (var i = 0; i < 400; i++)
            x = graph.Node("MatMul", $"x{i}", [x, x]);
        graph.Output(x, TensorType.F32, 1500, 1500);
        using var session = Open(graph);
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() => session.Run(new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Of<float>(new float[1500 * 1500], 1500, 1500) }, null, stop.Token), Stop);
        await Task.Delay(100, Stop);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void Open_operatorThatIsNone_saysWhich()
    {
        var graph = new OnnxGraph("odd");
        graph.Output(graph.Node("Frobnicate", "y", [graph.Input("x", TensorType.F32, "n")]), TensorType.F32, "n");
        var error = Assert.Throws<InvalidFileException>(() => Open(graph));
        Assert.Contains("Frobnicate", error.Message, StringComparison.Ordinal);
        Assert.Equal("onnx.runtime", error.Fault.Rule);
    }

    [Fact]
    public void Open_anotherFile_isRefusedBeforeTheRuntimeSeesIt()
    {
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllText(path, "version https://git-lfs.github.com/spec/v1\n");
        Assert.Equal("onnx.protobuf", Assert.Throws<InvalidFileException>(() => OnnxSession.Open(path)).Fault.Rule);
    }

    private OnnxSession Open(OnnxGraph graph, int threads = 1)
    {
        var path = Path.Combine(_folder.Path, $"{graph.Name}.onnx");
        OnnxWriter.Write(path, graph, new() { Producer = "test", ProducerVersion = "1" });
        return OnnxSession.Open(path, threads);
    }

    private static Dictionary<string, OnnxTensor> Given(long[] x, long[] bias) => new() { ["x"] = Ones(x), ["bias"] = Ones(bias) };

    private static OnnxTensor Ones(params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, length) => product * length)];
        values.AsSpan().Fill(1);
        return OnnxTensor.Of<float>(values, shape);
    }
}
