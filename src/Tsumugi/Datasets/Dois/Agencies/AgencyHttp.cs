using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Dois.Agencies;

/// <summary>Speaks to an agency: what goes wrong becomes an answer, and the account's password reaches no text that is kept or logged.</summary>
public sealed class AgencyHttp : IDisposable
{
    private const int MostText = 500;
    private const int MostBytes = 1 << 20;

    // A redirect would carry the account to wherever it points.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(60),
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <param name="judge">Reads an answer whose status says that the agency has looked at what was sent.</param>
    public async Task<AgencyAnswer> SendAsync(HttpRequestMessage request, DoiOptions account, Func<HttpResponseMessage, string, AgencyAnswer> judge, CancellationToken stop)
    {
        try
        {
            using var response = await _http.SendAsync(request, stop);
            var text = await response.Content.ReadAsStringAsync(stop);
            var answer = (int)response.StatusCode is >= 200 and < 300 or 400 or 409 or 413 or 415 or 422
                ? judge(response, text)
                : new(Verdict.TryAgain, $"HTTP {(int)response.StatusCode} {text}", RetryAfter.Of(response));
            return answer with { Text = Kept(answer.Text, account) };
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return new(Verdict.TryAgain, Kept(error.Message, account));
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Kept(string text, DoiOptions account)
    {
        var safe = text.Replace(account.Password, "…", StringComparison.Ordinal).Replace(account.Basic, "…", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
        return safe.Length <= MostText ? safe : $"{safe.AsSpan(0, MostText)}…";
    }
}
