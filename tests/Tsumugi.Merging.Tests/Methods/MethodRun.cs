using System.Buffers.Binary;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Methods;
using Tsumugi.Merging.Planning;
using Tsumugi.Merging.Running;

namespace Tsumugi.Merging.Tests.Methods;

/// <summary>One tensor, merged by the real runner from numbers in memory.</summary>
internal sealed record MethodRun(string Method, long[] Shape)
{
    public double[][] Models { get; init; } = [];

    public double[]? Base { get; init; }

    /// <summary>Parameters of each model by name.</summary>
    public Dictionary<string, double>[] Of { get; init; } = [];

    public Dictionary<string, double> Shared { get; init; } = [];

    public bool IsCompatible { get; init; }

    public TensorType? MathType { get; init; }

    public long Seed { get; init; } = 11;

    public int Threads { get; init; } = 2;

    public long MemoryBytes { get; init; } = 256 << 20;

    /// <summary>Matrices for regression; squared gradients for Fisher's weights come as more models.</summary>
    public double[][]? Statistics { get; init; }

    public static string Name(int model) => $"model-{model}";

    public double[] Result()
    {
        var method = (ITiledMethod)MergeMethods.ByName[Method];
        var step = Step();
        Assert.Null(method.Traits.Check(step));
        var planned = new PlannedTensor
        {
            Name = step.Name,
            Type = TensorType.F64,
            Shape = Shape,
            Method = method,
            Step = step,
            Sources = [.. Models.Concat(Method == "fisher" ? Statistics! : []).Concat(Base is null ? [] : [Base]).Select(numbers => new InMemory(numbers))],
        };
        var result = new double[planned.Count];
        new TensorRunner(planned, new() { Threads = Threads, MemoryBytes = MemoryBytes }, Threads, (offset, bytes) =>
        {
            for (var i = 0; i < bytes.Length / 8; i++)
                result[(offset / 8) + i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
        }, CancellationToken.None).Run();
        return result;
    }

    public double Of1(int model, string parameter) =>
        model < Of.Length && Of[model].TryGetValue(parameter, out var value) ? value : Default(parameter) ?? 1;

    public double Shared1(string parameter) => Shared.TryGetValue(parameter, out var value) ? value : Default(parameter) ?? 0.5;

    private double? Default(string parameter) => MergeMethods.ByName[Method].Traits.Parameters.First(one => one.Name == parameter).Default;

    private TensorStep Step()
    {
        var parameters = MergeMethods.ByName[Method].Traits.Parameters;
        return new()
        {
            Name = "layer.0.weight",
            Shape = Shape,
            Models = [.. Models.Select((_, i) => Name(i))],
            HasBase = Base is not null,
            Of = [.. Models.Select((_, i) => parameters.Where(one => one.PerModel).ToDictionary(one => one.Name, one => Of1(i, one.Name)))],
            Shared = parameters.Where(one => !one.PerModel).ToDictionary(one => one.Name, one => Shared1(one.Name)),
            Seed = Seed,
            IsCompatible = IsCompatible,
            MathType = MathType,
            Statistics = Statistics is { } matrices ? i => [.. matrices[i]] : null,
        };
    }

    private sealed class InMemory(double[] all) : INumberSource
    {
        public void Read(long start, Span<double> numbers) => all.AsSpan((int)start, numbers.Length).CopyTo(numbers);
    }
}
