using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Formats.Links;
using Tsumugi.Hub;

namespace Tsumugi.Datasets.Linkage.Routes;

/// <summary>Identifiers of one system, read however they are written.</summary>
/// <param name="Written">As they were asked, beside those of <see cref="List"/>.</param>
/// <param name="List">What is kept of them, each once.</param>
/// <param name="Unread">Not written as the system's are.</param>
public sealed record AskedIdentifiers(IdentifierSystem System, IReadOnlyList<string> Written, IdentifierList List, IReadOnlyList<string> Unread)
{
    /// <summary>Of one request.</summary>
    public const int Most = 200_000;

    private const int MostLength = 400;
    private const int Looked = 200;

    /// <summary>People separate identifiers by whatever is at hand.</summary>
    public static IReadOnlyList<string> Split(string? text) =>
        (text ?? "").Split((char[])[' ', '\t', '\r', '\n', ',', ';', '　', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <param name="from">The system's name; null or empty to recognise it.</param>
    public static Outcome<AskedIdentifiers> Read(IReadOnlyList<string> identifiers, string? from, IdentifierSystems systems)
    {
        if (identifiers.Count is 0 or > Most)
            return Refusal.Invalid("bad-identifiers", new($"ID を 1～{Most:N0} 件指定してください。", $"Give 1 to {Most:N0} identifiers."), new("多いときは tsumugi link convert が分けて変換します。", "tsumugi link convert converts longer lists in parts."));
        var system = string.IsNullOrEmpty(from) ? Recognised([.. identifiers.Take(Looked).Select(Short)], systems) : systems.Named(from);
        return system.Refused ? system.Refusal! : Read(identifiers, system.Value);
    }

    private static Outcome<IdentifierSystem> Recognised(IReadOnlyList<string> some, IdentifierSystems systems) => systems.Recognise(some) is [var first, ..]
        ? first.System
        : Refusal.Invalid("unknown-identifiers", new($"「{some[0]}」がどのデータベースの ID か分かりません。", $"It is not clear which database '{some[0]}' is of."), new("体系を選んでください。", "Name the system."));

    private static AskedIdentifiers Read(IReadOnlyList<string> identifiers, IdentifierSystem system)
    {
        var (written, list, unread, seen) = (new List<string>(), new IdentifierList(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var identifier in identifiers)
        {
            if (system.Read(identifier) is not { } id)
            {
                unread.Add(Short(identifier));
            }
            else if (seen.Add(id))
            {
                written.Add(identifier);
                list.Add(id);
            }
        }

        return new(system, written, list, unread);
    }

    private static string Short(string identifier) => identifier.Length <= MostLength ? identifier : identifier[..MostLength];
}
