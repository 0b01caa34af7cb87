using System.Globalization;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>Whose file an address of the protocol names.</summary>
/// <param name="Owner">Id of a run, or of a logged model (<c>m-…</c>).</param>
/// <param name="Path">Within it; empty for its root.</param>
internal readonly record struct ArtifactUri(long Experiment, string Owner, string Path)
{
    /// <summary>Clients send these through the hub that they log to.</summary>
    public const string Scheme = "mlflow-artifacts:";

    public static string OfExperiment(long experiment) => string.Create(CultureInfo.InvariantCulture, $"{Scheme}/{experiment}");

    public static string Of(long experiment, string owner) => IsModel(owner)
        ? $"{OfExperiment(experiment)}/models/{owner}/artifacts"
        : $"{OfExperiment(experiment)}/{owner}/artifacts";

    public static bool IsModel(string owner) => owner.StartsWith("m-", StringComparison.Ordinal);

    /// <param name="path"><c>experiment/run/artifacts[/path]</c> or <c>experiment/models/m-…/artifacts[/path]</c>.</param>
    public static bool TryRead(string path, out ArtifactUri read)
    {
        read = default;
        var parts = path.Trim('/').Split('/');
        var model = parts is [_, "models", ..];
        var at = model ? 2 : 1;
        if (parts.Length < at + 2 || parts[at + 1] != "artifacts" || IsModel(parts[at]) != model
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var experiment))
            return false;
        read = new(experiment, parts[at], string.Join('/', parts[(at + 2)..]));
        return true;
    }
}
