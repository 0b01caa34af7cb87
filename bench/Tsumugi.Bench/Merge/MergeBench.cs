using System.Diagnostics;
using System.Globalization;
using Tsumugi.Bench.Engine;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Planning;
using Tsumugi.Merging.Running;

namespace Tsumugi.Bench.Merge;

/// <summary>Merges of models of TSUMUGI_BENCH_GIB beside <c>dd</c>, which reads both and writes one, and beside PyTorch where that is installed.</summary>
/// <remarks>What each writes is on the disk when its time ends. Others share the disk: the copy is taken before every merge, and of the ratios
/// of such pairs the median is told.</remarks>
internal sealed class MergeBench : IBench
{
    private const string SizeVariable = "TSUMUGI_BENCH_GIB";

    private const int Rounds = 3;

    private static readonly (string Name, string Parameters)[] Methods =
    [
        ("linear", "weight: 0.5"), ("task_arithmetic", "weight: 0.5"), ("slerp", "t: 0.5"),
        ("ties", "weight: 0.5, density: 0.5"), ("dare_ties", "weight: 0.5, density: 0.5"), ("della", "weight: 0.5, density: 0.5"),
    ];

    public string Name => "merge";

    public string Purpose => $"merging two models of {SizeVariable} GiB (default 4; needs five times that on the disk)";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var gib = double.Parse(Environment.GetEnvironmentVariable(SizeVariable) ?? "4", CultureInfo.InvariantCulture);
        var root = Directory.CreateTempSubdirectory("tsumugi-bench-merge-");
        try
        {
            var figures = new List<Figure> { new("modelGiB", "Each model", gib, "GiB") };
            foreach (var type in (TensorType[])[TensorType.F32, TensorType.BF16])
                await MeasureAsync(figures, root.FullName, type, type == TensorType.F32 ? gib : gib / 2, ct);
            return figures;
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(List<Figure> figures, string root, TensorType type, double gib, CancellationToken ct)
    {
        var (suffix, words) = type == TensorType.F32 ? ("", "float32") : ("Brain", "bfloat16");
        var (a, b) = (Path.Combine(root, "a"), Path.Combine(root, "b"));
        MadeModel.Write(a, type, gib, seed: 1);
        MadeModel.Write(b, type, gib, seed: 2);
        await WarmAsync([a, b], ct);
        var (copies, linear) = (new List<double>(), new List<double>());
        foreach (var (method, parameters) in Methods)
        {
            var ratios = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                copies.Add(await CopyAsync(root, a, b, ct));
                var seconds = await MergeAsync(root, method, parameters, a, b, ct);
                ratios.Add(seconds / copies[^1]);
                if (method == Methods[0].Name)
                    linear.Add(seconds);
            }

            figures.Add(new($"{Key(method)}OverCopy{suffix}", $"{method}, {words}: over dd's time", Middle(ratios), "times"));
        }

        figures.Add(new($"copySeconds{suffix}", $"dd, {words}, reading both and writing one", Middle(copies), "s"));
        using (var process = Process.GetCurrentProcess())
            figures.Add(new($"peakBytes{suffix}", "Most memory held while merging, so far", process.PeakWorkingSet64, "bytes"));
        if (await TorchSecondsAsync(root, a, b, ct) is { } torch)
            figures.Add(new($"overTorch{suffix}", $"linear, {words}: PyTorch's time over ours", torch / Middle(linear), "times"));
        foreach (var folder in (string[])[a, b])
            Directory.Delete(folder, recursive: true);
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Key(string method) => method switch
    {
        "task_arithmetic" => "taskArithmetic",
        "dare_ties" => "dare",
        _ => method,
    };

    /// <summary>Both models are in the page cache before anything is timed, as far as they fit.</summary>
    private static async Task WarmAsync(IReadOnlyList<string> folders, CancellationToken ct)
    {
        foreach (var folder in folders)
            await CommandLine.SecondsAsync(1, "dd", [$"if={folder}/model.safetensors", "of=/dev/null", "bs=4M"], ct);
    }

    private static async Task<double> CopyAsync(string root, string a, string b, CancellationToken ct)
    {
        var copied = Path.Combine(root, "copied");
        var clock = Stopwatch.StartNew();
        await CommandLine.RunAsync("dd", [$"if={a}/model.safetensors", "of=/dev/null", "bs=4M"], ct);
        await CommandLine.RunAsync("dd", [$"if={b}/model.safetensors", $"of={copied}", "bs=4M", "conv=fsync"], ct);
        var seconds = clock.Elapsed.TotalSeconds;
        File.Delete(copied);
        return seconds;
    }

    private static async Task<double> MergeAsync(string root, string method, string parameters, string a, string b, CancellationToken ct)
    {
        // Differences are taken from the first model, so that every method reads two.
        var yaml = method == "linear"
            ? $"merge_method: linear\nmodels: [{{model: a}}, {{model: b}}]\nparameters: {{{parameters}}}"
            : $"merge_method: {method}\nbase_model: a\nmodels: [{{model: b}}]\nparameters: {{{parameters}}}";
        var clock = Stopwatch.StartNew();
        using (InputModel first = InputModel.OpenFolder("a", a), second = InputModel.OpenFolder("b", b))
        {
            var plan = MergePlanner.Plan(ConfigurationReader.Read(yaml), new Dictionary<string, InputModel> { ["a"] = first, ["b"] = second }, seed: 1);
            await Merger.RunAsync(plan, new(), Path.Combine(root, "work"), Path.Combine(root, "merged"), _ => { }, ct);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        Directory.Delete(Path.Combine(root, "merged"), recursive: true);
        return seconds;
    }

    private static async Task<double?> TorchSecondsAsync(string root, string a, string b, CancellationToken ct)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Merge", "linear_in_pytorch.py");
        try
        {
            var clock = Stopwatch.StartNew();
            await CommandLine.RunAsync("/usr/bin/python3", [script, $"{a}/model.safetensors", $"{b}/model.safetensors", Path.Combine(root, "by-torch")], ct);
            return clock.Elapsed.TotalSeconds;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"merge: PyTorch is left out: {error.Message.ReplaceLineEndings(" ")}");
            return null;
        }
        finally
        {
            File.Delete(Path.Combine(root, "by-torch"));
        }
    }
}
