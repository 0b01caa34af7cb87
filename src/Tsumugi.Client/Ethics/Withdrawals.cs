using System.Text.Json.Serialization;

namespace Tsumugi.Client.Ethics;

/// <summary>What is withdrawn: all of a dataset, or some subjects of it.</summary>
/// <param name="Whole">True for all of it; then no subjects are named.</param>
public sealed record WithdrawalRequest(string Reason, bool Whole = false, IReadOnlyList<string>? Subjects = null);

/// <param name="Revision">The start of the hash of a revision that holds nothing of what was withdrawn.</param>
/// <param name="Dataset">Whose revision it is: a copy of the withdrawn dataset; null for the dataset itself.</param>
public sealed record ConfirmRevisionRequest(string Revision, string? Dataset = null);

[JsonConverter(typeof(JsonStringEnumConverter<TaskState>))]
public enum TaskState
{
    Open,
    Done,
}

/// <param name="Node">What came of the withdrawn data.</param>
public sealed record ImpactTaskRequest(string Node, TaskState State, string Note);

/// <summary>A withdrawal as those see it who may see the dataset.</summary>
/// <param name="Subjects">How many are named; 0 when all of the dataset is withdrawn.</param>
/// <param name="SubjectIds">Who; only for stewards of its institution and operators.</param>
/// <param name="Confirmed">The revision that may be used again, or null.</param>
public sealed record WithdrawalView(
    string Id, string Dataset, int Subjects, IReadOnlyList<string>? SubjectIds, string Reason, string Person, DateTime At, string? Confirmed, IReadOnlyList<string> Revisions);

/// <summary>What came of withdrawn data.</summary>
/// <param name="Uses">Questions that were asked of models made from them; each is on the thread, none has a task.</param>
/// <param name="Counts">Kind → how many.</param>
/// <param name="Hidden">Those among them that the caller may not be told of.</param>
public sealed record ImpactView(
    WithdrawalView Withdrawal, IReadOnlyDictionary<string, int> Counts, int Uses, int Open, int Hidden, IReadOnlyList<ImpactItem> Items, int Page, int PageSize);

/// <param name="Owner">The node of the person or institution who is to deal with it.</param>
/// <param name="Evidence">A revision made without the data.</param>
public sealed record ImpactItem(
    string Node, string Kind, string? Owner, string? Institution, TaskState State, string Note, string? Evidence, string? Person, DateTime? At);
