using Microsoft.AspNetCore.Components;

namespace Tsumugi.Ui;

/// <summary>Addresses seen from the page being rendered.</summary>
public static class PageAddress
{
    extension(NavigationManager navigation)
    {
        /// <summary>Path and query of this page, beginning with a slash.</summary>
        public string PathAndQuery => new Uri(navigation.Uri).PathAndQuery;

        /// <summary>A place on this page. A bare <c>#id</c> would lead to the front page, because of the base element.</summary>
        public string Fragment(string id) => $"{navigation.PathAndQuery}#{id}";

        /// <summary>This page with one query value changed; null takes it away.</summary>
        public string With(string name, object? value) =>
            new Uri(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = value })).PathAndQuery;

        /// <returns>For <c>aria-current</c>: <c>page</c> on the page itself, <c>true</c> on pages beneath it, otherwise null.</returns>
        public string? Current(string href)
        {
            var path = new Uri(navigation.Uri).AbsolutePath;
            if (path == href)
                return "page";
            return href != "/" && path.StartsWith(href + "/", StringComparison.Ordinal) ? "true" : null;
        }
    }
}
