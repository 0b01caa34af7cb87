using System.Text.Json;
using System.Text.Json.Serialization;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Capturing;

/// <summary>What is watched, and when an acquisition counts as complete.</summary>
internal sealed record CaptureSettings
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>The hub's name of the instrument.</summary>
    public string Instrument { get; init; } = "";

    /// <summary>Seconds without any change, by a clock that does not jump.</summary>
    public double Quiet { get; init; } = 120;

    /// <summary>Seconds between two looks.</summary>
    public double Every { get; init; } = 10;

    /// <summary>A folder is complete only when a file of one of these names lies in it; empty for none but those that are known.</summary>
    public IReadOnlyList<string> Markers { get; init; } = [];

    /// <summary>Whether each file is an acquisition of its own, however deep; else each file and each folder directly in a watched folder.</summary>
    public bool EachFile { get; init; }

    /// <summary>Where the journal lies; never in a watched folder.</summary>
    public string State { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "tsumugi", "capture");

    /// <summary>Mebibytes that are sent at a time.</summary>
    public double Piece { get; init; } = 16;

    public int PieceBytes => (int)(Piece * (1 << 20));

    /// <exception cref="FormatException">The file holds no such settings.</exception>
    public static CaptureSettings Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<CaptureSettings>(File.ReadAllText(file), Json)!;
        }
        catch (JsonException error)
        {
            throw new FormatException(T($"{file} を読み取れません（{error.Message}）。", $"{file} cannot be read ({error.Message})."), error);
        }
    }

    /// <summary>Paths made absolute, and everything checked.</summary>
    /// <exception cref="FormatException">All that is wrong.</exception>
    public CaptureSettings Checked()
    {
        var made = this with { Folders = [.. Folders.Select(Path.GetFullPath)], State = Path.GetFullPath(State) };
        var faults = new List<string>();
        if (made.Folders.Count == 0)
            faults.Add(T("見張るフォルダを指定してください。", "Name the folders to watch."));
        faults.AddRange(made.Folders.Where(folder => !Directory.Exists(folder)).Select(folder => T($"フォルダ {folder} がありません。", $"There is no folder {folder}.")));
        faults.AddRange(made.Folders.Where(folder => (made.State + Path.DirectorySeparatorChar).StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(folder => T($"--state は、見張るフォルダ {folder} の外にしてください。", $"--state must lie outside the watched folder {folder}.")));
        if (made.Instrument.Length == 0)
            faults.Add(T("--instrument で機器を指定してください。", "Name the instrument with --instrument."));
        if (made.Quiet < 0 || made.Every <= 0 || made.PieceBytes is < 1024 or > 1 << 30)
            faults.Add(T("--quiet は 0 以上、--every は 0 より大きい秒数にしてください。", "--quiet is 0 seconds or more, --every more than 0."));
        return faults.Count == 0 ? made : throw new FormatException(string.Join('\n', faults));
    }
}
