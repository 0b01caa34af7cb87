using System.Runtime.InteropServices;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Rounds;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Hub;

namespace Tsumugi.Federation.Rounds;

/// <summary>A training's files: the model of each round, what the server's step remembers, and what sites sent. Each is written whole.</summary>
public sealed class RoundFiles(HubOptions options, string training)
{
    private string Folder => Path.Combine(options.DataFolder, "federation", training);

    /// <summary>Files that every round's model has in common: its configuration and its vocabulary.</summary>
    public string Common => Path.Combine(Folder, "common");

    /// <summary>What round <paramref name="round"/> begins from; one more than there are rounds is the result.</summary>
    public string Model(int round) => Path.Combine(Folder, $"model-{round}.safetensors");

    public string Control(int round) => Path.Combine(Folder, $"control-{round}.safetensors");

    private string Memory(int round) => Path.Combine(Folder, $"memory-{round}.safetensors");

    /// <summary>What comes of a task, piece by piece.</summary>
    public string Arriving(RoundTask task) => Path.Combine(RoundFolder(task.Round), task.Id + ".part");

    public string Arrived(RoundTask task) => Path.Combine(RoundFolder(task.Round), task.Id + ".bin");

    public void Begin(int round) => Directory.CreateDirectory(RoundFolder(round));

    /// <summary>What sites sent in a round is of no use once the next model is there.</summary>
    public void Tidy(int round)
    {
        if (Directory.Exists(RoundFolder(round)))
            Directory.Delete(RoundFolder(round), recursive: true);
        foreach (var file in (string[])[Model(round), Control(round), Memory(round)])
            File.Delete(file);
    }

    public void Remove()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Name → file of what a site needs to train.</summary>
    public IReadOnlyDictionary<string, string> ForSites(int round)
    {
        var files = Directory.EnumerateFiles(Common).ToDictionary(file => Path.GetFileName(file), file => file, StringComparer.Ordinal);
        files[RoundNames.Model] = Model(round);
        if (File.Exists(Control(round)))
            files[RoundNames.Control] = Control(round);
        return files;
    }

    /// <summary>The server step's rows; as they are before any round when there is no file.</summary>
    public IReadOnlyList<double[]> ReadMemory(int round, RoundMethod method, int length)
    {
        if (!File.Exists(Memory(round)))
            return RoundSum.Begin(method, length);
        using var file = SafetensorsFile.Open(Memory(round));
        return [.. file.Tensors.Keys.Order(StringComparer.Ordinal).Select(row => MemoryMarshal.Cast<byte, double>(file.ReadBytes(row).AsSpan()).ToArray())];
    }

    public void WriteMemory(int round, IReadOnlyList<double[]> rows)
    {
        if (rows.Count > 0)
            SafetensorsWriter.Write(Memory(round), new Dictionary<string, string>(), rows.Index().Select(row =>
                (FormattableString.Invariant($"row{row.Index}"), TensorType.F64, new long[] { row.Item.Length }, (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(row.Item.AsSpan()).ToArray())));
    }

    private string RoundFolder(int round) => Path.Combine(Folder, $"round-{round}");
}
