using Tsumugi.Client.Evaluation;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Evaluation;

/// <summary>A question about the thread whose answer is a number of rows: never typed in, always opened.</summary>
public interface IIndicator
{
    /// <summary>Stable name, for example <c>modelUses</c>.</summary>
    string Name { get; }

    Words Title { get; }

    Words Unit { get; }

    /// <summary><c>output</c> or <c>outcome</c>.</summary>
    string Class { get; }

    /// <summary>What to do for this number to grow; shown while it is 0.</summary>
    Words HowTo { get; }

    /// <summary>The rows that are counted, in no order. A node counts once however many rows name it.</summary>
    IQueryable<EvidenceLine> Evidence(HubDb db, FiscalYear year);
}

/// <summary>One row behind a number.</summary>
public sealed record EvidenceLine
{
    /// <summary>The node that is counted.</summary>
    public required string Counted { get; init; }

    /// <summary>The node that shows it.</summary>
    public required string Because { get; init; }

    /// <summary>As the thread writes time.</summary>
    public required string At { get; init; }

    /// <summary>Number of the thread's record.</summary>
    public required long Seq { get; init; }

    /// <summary>How many times it counts: a record may stand for many uses.</summary>
    public required int Times { get; init; }

    public EvidenceRow ToRow() => new(Counted, Because, Thread.HashChain.ReadTime(At), Seq, Times);
}
