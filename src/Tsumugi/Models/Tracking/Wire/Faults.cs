using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>Refusals that belong to the protocol.</summary>
internal static class Faults
{
    public static readonly Words SeeLimits = new(
        "MLflow の REST 仕様と照らし合わせてください。", "Compare it with MLflow's REST interface.");

    public static Refusal Invalid(Words reason) => Invalid(reason, SeeLimits);

    public static Refusal Invalid(Words reason, Words remedy) => Refusal.Invalid("invalid-parameter", reason, remedy);

    public static Refusal Missing(string field) => Invalid(
        new($"{field} がありません。", $"Missing value for the required parameter '{field}'."), SeeLimits);

    public static Refusal Exists(Words what) => Refusal.Conflict(
        "name-taken", new($"{what.Ja}は既にあります。", $"{what.En} already exists."),
        new("別の名前を付けるか、既存のものを使ってください。", "Choose another name, or use the existing one."));

    public static Refusal NotDone(Words reason, Words remedy) => new("not-implemented", 501, reason, remedy);
}
