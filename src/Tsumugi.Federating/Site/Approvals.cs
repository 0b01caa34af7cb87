using System.Text.Json;
using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Site;

/// <summary>What the site's operator is asked before anything of a training is done.</summary>
/// <param name="RecipeHash">SHA-256 of the recipe's text, lower-case hexadecimal.</param>
/// <param name="Until">After this the hub no longer waits for the step that asked; later rounds ask again.</param>
public sealed record AskedApproval(
    string Training, string Dataset, string Recipe, string RecipeHash, string Method, int Rounds, bool Masked, NoiseSettings? Privacy, DateTime AskedAt, DateTime Until);

/// <summary>Trainings that wait for the operator's word, and what was said: the agent asks, the command answers, and both outlive either.</summary>
public sealed class Approvals(string folder)
{
    private string ApprovedFile => Path.Combine(folder, "approved.txt");

    private readonly LineFile<Said> _refused = new(Path.Combine(folder, "refused.jsonl"));

    private string AskedFolder => Path.Combine(folder, "asked");

    public IReadOnlySet<string> Approved() => File.Exists(ApprovedFile) ? File.ReadAllLines(ApprovedFile).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();

    /// <summary>Training → why the operator refused it.</summary>
    public IReadOnlyDictionary<string, string> Refused()
    {
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (training, reason) in _refused.All())
            refused[training] = reason;
        return refused;
    }

    /// <summary>Waiting for an answer, oldest first.</summary>
    public IReadOnlyList<AskedApproval> Asked() => Directory.Exists(AskedFolder)
        ? [.. Directory.EnumerateFiles(AskedFolder, "*.json").Select(file => JsonSerializer.Deserialize<AskedApproval>(File.ReadAllBytes(file), JsonSerializerOptions.Web)!).OrderBy(asked => asked.AskedAt)]
        : [];

    public void Ask(AskedApproval asked) => SiteFolder.WritePrivate(FileOf(asked.Training), JsonSerializer.SerializeToUtf8Bytes(asked, JsonSerializerOptions.Web));

    /// <summary>Holds for all rounds of the training; also for one that has not asked yet.</summary>
    /// <returns>Whether it had asked.</returns>
    public bool Approve(string training)
    {
        var asked = FileOf(training);
        File.AppendAllText(ApprovedFile, training + "\n");
        return Answered(asked);
    }

    /// <summary>Stronger than an approval, so that one given by mistake can be taken back.</summary>
    /// <returns>Whether it had asked.</returns>
    public bool Refuse(string training, string reason)
    {
        var asked = FileOf(training);
        _refused.Add(new(training, reason), mustLast: true);
        return Answered(asked);
    }

    private static bool Answered(string asked)
    {
        var had = File.Exists(asked);
        File.Delete(asked);
        return had;
    }

    /// <summary>Whether a text can name a training; others might lead to files elsewhere.</summary>
    internal static bool IsName(string training) => training.Length is > 0 and <= 100 && training.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_');

    /// <exception cref="FormatException">It is no training's name.</exception>
    private string FileOf(string training) => IsName(training)
        ? Path.Combine(AskedFolder, training + ".json")
        : throw new FormatException($"'{training}' is no name of a training; they look like fed-…");

    private sealed record Said(string Training, string Reason);
}
