using Tsumugi.Client.Datasets;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary>How repositories and revisions look in a terminal.</summary>
internal static class Listing
{
    public static void Repositories(IReadOnlyList<RepositorySummary> rows)
    {
        foreach (var row in rows)
            Console.WriteLine($"{row.Institution}/{row.Name,-24} {row.Newest?[..12] ?? "—",-12}  {T(row.TitleJa, row.TitleEn)}");
    }

    public static void Repository(RepositoryView view)
    {
        Console.WriteLine(view.Summary.Node);
        Console.WriteLine(T(view.Summary.TitleJa, view.Summary.TitleEn));
        var conditions = view.EffectiveConditions;
        Console.WriteLine($"{T("利用条件", "Conditions")}: {conditions.Permission} {string.Join(' ', conditions.Diseases)} {string.Join(' ', conditions.Modifiers)}");
        Console.WriteLine($"{T("ライセンス", "Licences")}: {string.Join(", ", conditions.Licences)}");
        foreach (var revision in view.Revisions)
            Revision(revision);
    }

    public static void Revision(RevisionView revision)
    {
        Console.WriteLine($"{revision.Number,3}  {revision.Node}  {revision.CreatedAt:u}");
        foreach (var file in revision.Files)
            Console.WriteLine($"       {file.Size,12:N0}  {file.Path}");
        foreach (var fact in revision.Facts.EnumerateObject())
            Console.WriteLine($"       {fact.Name}: {fact.Value}");
    }
}
