namespace Tsumugi.Hub.Web;

internal static class RetryAfter
{
    /// <returns>How long an answer asks to be left alone; null where it says nothing.</returns>
    public static TimeSpan? Of(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow,
        _ => null,
    };
}
