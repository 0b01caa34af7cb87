namespace Tsumugi.Client.Institutions;

/// <summary>Something that happened, told to somebody whom it concerns.</summary>
/// <param name="Kind">Of the thread's record that it comes from, for example <c>job.succeeded</c>.</param>
/// <param name="Href">The page that it is about, from the hub's root.</param>
/// <param name="Record">Number of the thread's record.</param>
public sealed record NoticeView(long Id, string Kind, string TitleJa, string TitleEn, string Href, long Record, DateTime At, DateTime? ReadAt);

/// <param name="Webhook">Where a program of yours listens; null or empty for nowhere.</param>
public sealed record NoticeWishesRequest(bool ByMail = true, string? Webhook = null);

/// <param name="Secret">What signs the webhook's requests; told once, when its address was set.</param>
/// <param name="Failed">The newest that could not be sent, or were sent only later.</param>
public sealed record NoticeWishesView(bool ByMail, string? Webhook, string? Secret, IReadOnlyList<FailedDelivery> Failed);

/// <param name="Way"><c>mail</c> or <c>webhook</c>.</param>
/// <param name="Next">When it is tried again; null when it was given up.</param>
public sealed record FailedDelivery(string Way, DateTime At, string Fault, int Tries, DateTime? Next);
