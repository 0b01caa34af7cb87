using System.Diagnostics.CodeAnalysis;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>One step along the thread: over ties of one relation to nodes of one kind.</summary>
public sealed record PathStep(string Relation, string Kind);

/// <summary>A way along the thread from the subject of a record: <c>subject</c>, or <c>used model / belongsTo institution</c>.</summary>
public sealed record ThreadPath(IReadOnlyList<PathStep> Steps)
{
    private const string Self = "subject";

    public static bool TryRead(string? text, [NotNullWhen(true)] out ThreadPath? path)
    {
        path = null;
        if (text?.Trim() == Self)
        {
            path = new([]);
            return true;
        }

        var steps = new List<PathStep>();
        foreach (var step in (text ?? "").Split('/', StringSplitOptions.TrimEntries))
        {
            if (step.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var relation, var kind] || !relation.All(char.IsAsciiLetter) || !kind.All(char.IsAsciiLetterLower))
                return false;
            steps.Add(new(relation, kind));
        }

        path = new(steps);
        return true;
    }

    /// <returns>The nodes at the end of the way, in the order of their ties; none when it leads nowhere.</returns>
    public IReadOnlyList<string> Follow(string subject, IThreadSteps thread)
    {
        IReadOnlyList<string> here = [subject];
        foreach (var step in Steps)
            here = here is [var only] ? thread.From(only, step) : [.. here.SelectMany(node => thread.From(node, step)).Distinct(StringComparer.Ordinal)];
        return here;
    }

    public override string ToString() => Steps.Count == 0 ? Self : string.Join(" / ", Steps.Select(step => $"{step.Relation} {step.Kind}"));
}

/// <summary>The ties that a formula may follow, as they stood when the record that is counted was written.</summary>
public interface IThreadSteps
{
    /// <returns>What the newest record that tied the node in this way tied it to.</returns>
    IReadOnlyList<string> From(string node, PathStep step);
}
