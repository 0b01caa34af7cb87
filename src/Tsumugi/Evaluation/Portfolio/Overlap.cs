using Tsumugi.Projects;

namespace Tsumugi.Evaluation.Portfolio;

/// <summary>Two projects that study the same disease on the same layer with the same kind of data, and may not know of each other.</summary>
public sealed record Overlap(Project One, Project Other, string Disease)
{
    /// <summary>More than this nobody reads; the page says that there are more.</summary>
    public const int Most = 20;

    /// <summary>Pure. Projects of one institution are taken to know of each other.</summary>
    public static IReadOnlyList<Overlap> Among(IEnumerable<Project> projects)
    {
        var found = new List<Overlap>();
        foreach (var disease in projects.Where(project => project.Aim.Disease is not null).GroupBy(project => project.Aim.Disease!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var same = disease.OrderBy(project => project.Id, StringComparer.Ordinal).ToList();
            for (var one = 0; one < same.Count; one++)
            {
                for (var other = one + 1; other < same.Count; other++)
                {
                    if (found.Count > Most)
                        return found;
                    if (Meet(same[one], same[other]))
                        found.Add(new(same[one], same[other], disease.Key));
                }
            }
        }

        return found;
    }

    private static bool Meet(Project one, Project other) =>
        one.InstitutionId != other.InstitutionId && one.Layers.Intersect(other.Layers).Any() && one.Modalities.Intersect(other.Modalities).Any();
}
