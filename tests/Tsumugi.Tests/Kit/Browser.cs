using System.Net;
using System.Text.RegularExpressions;

namespace Tsumugi.Tests.Kit;

/// <summary>A browser without script: keeps cookies, follows no redirect by itself, sends forms with their hidden fields.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new() };

    private readonly HttpClient _client;

    public Browser(Uri address) => _client = new(_handler) { BaseAddress = address };

    public CookieCollection Cookies => _handler.CookieContainer.GetAllCookies();

    /// <summary>For requests that no form makes.</summary>
    public HttpClient Client => _client;

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>Opens the page and sends its form of that name with the fields filled in.</summary>
    /// <param name="to">Where the form goes, when not to the page that it stands on.</param>
    public async Task<HttpResponseMessage> SendFormAsync(
        string page, string form, IReadOnlyDictionary<string, string> fields, string? to = null)
    {
        var sent = await HiddenOfAsync(page, form);
        foreach (var (name, value) in fields)
            sent[name] = value;
        using var content = new FormUrlEncodedContent(sent);
        return await _client.PostAsync(new Uri(to ?? page, UriKind.Relative), content);
    }

    /// <summary>Opens the page and sends its form of that name with one file.</summary>
    public async Task<HttpResponseMessage> SendFileAsync(string page, string form, string field, string fileName, byte[] bytes)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in await HiddenOfAsync(page, form))
            content.Add(new StringContent(value), name);
        content.Add(new ByteArrayContent(bytes), field, fileName);
        return await _client.PostAsync(new Uri(page, UriKind.Relative), content);
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password, string? back = null) => SendFormAsync(
        back is null ? "/sign-in" : $"/sign-in?back={Uri.EscapeDataString(back)}",
        "sign-in",
        new Dictionary<string, string> { ["email"] = email, ["password"] = password });

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private async Task<Dictionary<string, string>> HiddenOfAsync(string page, string form)
    {
        using var opened = await GetAsync(page);
        Assert.True(opened.StatusCode == HttpStatusCode.OK, $"{page} answered {opened.StatusCode}");
        return Hidden(await opened.Content.ReadAsStringAsync(), form);
    }

    private static Dictionary<string, string> Hidden(string html, string form)
    {
        var found = Form().Matches(html).Select(match => match.Value).FirstOrDefault(text => text.Contains($"value=\"{form}\"", StringComparison.Ordinal));
        Assert.True(found is not null, $"The page has no form named {form}.");
        return Field().Matches(found).ToDictionary(
            match => WebUtility.HtmlDecode(match.Groups["name"].Value), match => WebUtility.HtmlDecode(match.Groups["value"].Value));
    }

    [GeneratedRegex("<form\\b.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Field();
}
